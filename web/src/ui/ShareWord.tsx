import { Suspense, useState } from 'react'
import { buttonsWords as buttons } from '../words/en/buttons.ts'
import { useSelect } from './context.ts'
import { whenThere } from './when-there.ts'

const ShareDialog = whenThere(async () => (await import('./share/ShareDialog.tsx')).ShareDialog)

/** Under a reply, to share the conversation in which it stands. */
export function ShareWord({ conversationId }: { conversationId: string }) {
  const conversation = useSelect(state => state.conversations[conversationId])
  const [isAsked, ask] = useState(false)
  if (!conversation) return null
  return (
    <>
      <button type="button" className="word" onClick={() => ask(true)}>
        {buttons.share}
      </button>
      {isAsked && (
        <Suspense>
          <ShareDialog conversation={conversation} onClose={() => ask(false)} />
        </Suspense>
      )}
    </>
  )
}
