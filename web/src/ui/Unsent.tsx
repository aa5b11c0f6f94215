import type { Outgoing } from '../chat/state.ts'
import { buttonsWords as buttons } from '../words/en/buttons.ts'
import { chatWords as words } from '../words/en/chat.ts'
import { useChat } from './context.ts'
import { focusComposer } from './focus.ts'
import { Problem } from './Problem.tsx'

/** Why a message is not with the server. */
export function Unsent({ outgoing }: { outgoing: Outgoing }) {
  const chat = useChat()
  const { id, state, failure } = outgoing
  if (state === 'waiting') {
    return <p className="note">{failure?.code === 'offline' ? words.goesOut : failure?.detail}</p>
  }
  function edit(): void {
    chat.send.edit(id)
    focusComposer()
  }
  return (
    <Problem text={words.notSent(failure?.detail ?? '')} requestId={failure?.requestId ?? null}>
      <button type="button" className="button" onClick={() => chat.send.retry(id)}>
        {buttons.retry}
      </button>
      <button type="button" className="button" onClick={edit}>
        {buttons.edit}
      </button>
    </Problem>
  )
}
