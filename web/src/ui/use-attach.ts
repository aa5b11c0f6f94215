import { useCallback, useState } from 'react'
import { hasKeptUploads } from '../chat/kept-uploads.ts'
import { composerWords as words } from '../words/en/composer.ts'
import { useChat } from './context.ts'
import { useDrop } from './use-drop.ts'

const load = () => import('./library/attach.ts')

/** Files for what is written next. What handles them is fetched with the first one. */
export function useAttach(conversation: string) {
  const chat = useChat()
  const [isUsed, setUsed] = useState(() => hasKeptUploads(sessionStorage))
  const [trouble, setTrouble] = useState<string>()

  const attach = useCallback(
    (files: File[]) => {
      if (files.length === 0) return
      load().then(
        module => {
          module.attach(chat, conversation, files)
          setUsed(true)
          setTrouble(undefined)
        },
        () => setTrouble(words.noFiles),
      )
    },
    [chat, conversation],
  )
  const leaveFor = useCallback(
    (other: string) => {
      if (isUsed) void load().then(module => module.leave(chat, conversation, other))
    },
    [chat, conversation, isUsed],
  )
  const held = useDrop(attach)
  return { isUsed, trouble, held, attach, leaveFor }
}
