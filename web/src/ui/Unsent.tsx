import type { Outgoing } from '../chat/state.ts'
import { useChat } from './context.ts'
import { focusComposer } from './focus.ts'
import { Problem } from './Problem.tsx'

/** Why a message is not with the server. */
export function Unsent({ outgoing }: { outgoing: Outgoing }) {
  const chat = useChat()
  const { id, state, failure } = outgoing
  if (state === 'waiting') {
    return <p className="note">{failure?.code === 'offline' ? 'Goes out when the server is back.' : failure?.detail}</p>
  }
  function edit(): void {
    chat.send.edit(id)
    focusComposer()
  }
  return (
    <Problem text={`This was not sent. ${failure?.detail ?? ''}`} requestId={failure?.requestId ?? null}>
      <button type="button" className="button" onClick={() => chat.send.retry(id)}>
        Retry
      </button>
      <button type="button" className="button" onClick={edit}>
        Edit
      </button>
    </Problem>
  )
}
