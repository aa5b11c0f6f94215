import { useMemo, useState } from 'react'
import { chatWords as words } from '../words/en/chat.ts'
import { useChat, useSelect } from './context.ts'
import { Composer } from './Composer.tsx'
import { Empty } from './Empty.tsx'
import { Missing } from './Missing.tsx'
import { go } from './route.ts'
import { findRunning } from './running.ts'
import { createScroll } from './scroll.ts'
import { Transcript } from './Transcript.tsx'
import { useBrought } from './use-shown.ts'

/** A conversation, or the page for a new one. */
export function ConversationPage({ id }: { id: string | null }) {
  const chat = useChat()
  const path = useSelect(state => (id === null ? undefined : state.paths[id]))
  const [far, setFar] = useState(false)
  const scroll = useMemo(() => createScroll(setFar), [])
  useBrought(id)

  function send(content: string): string {
    const waits = findRunning(chat.getState(), id) !== undefined
    const sent = chat.send.message({ conversationId: id, content })
    if (waits) scroll.toEnd()
    else scroll.expect(sent.id)
    if (id === null) go(sent.conversationId)
    return sent.conversationId
  }

  const isEmpty = id === null || (path?.status === 'ready' && path.ids.length === 0)
  return (
    <>
      <div className="stage">
        {isEmpty && <Empty />}
        {!isEmpty && path && path.ids.length > 0 && <Transcript key={id} id={id} scroll={scroll} />}
        {!isEmpty && path && path.ids.length === 0 && <Missing path={path} id={id} />}
        {far && (
          <button type="button" className="latest" onClick={scroll.toEnd}>
            <span aria-hidden="true">↓ </span>
            {words.latest}
          </button>
        )}
      </div>
      <Composer id={id} onSend={send} />
    </>
  )
}
