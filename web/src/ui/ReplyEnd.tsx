import { isEnd, type Message } from '@folio/protocol'
import { whyReply } from '../chat/failure.ts'
import { buttonsWords as buttons } from '../words/en/buttons.ts'
import { chatWords as words } from '../words/en/chat.ts'
import { useChat, useSelect } from './context.ts'
import { leaveForComposer } from './focus.ts'
import { Problem } from './Problem.tsx'

/** How a reply ended, where that is not simply its end. */
export function ReplyEnd({ message }: { message: Message }) {
  const { id, status, error, content, finish_reason } = message
  const fault = useSelect(state => state.faults[id])
  if (fault) {
    return (
      <Problem text={fault.detail} requestId={fault.requestId}>
        {isEnd(status) && <Again id={id} name={buttons.retry} />}
      </Problem>
    )
  }
  const hasText = content !== ''
  if (status === 'failed') {
    return (
      <Problem text={whyReply(error) ?? words.noAnswer} requestId={null}>
        <Again id={id} name={buttons.retry} />
      </Problem>
    )
  }
  if (status === 'complete' && finish_reason === 'no_evidence') return <p className="note">{words.noEvidence}</p>
  if (status !== 'stopped' && status !== 'interrupted') return null
  return (
    <div className="note ended">
      <p>{status === 'stopped' ? words.stopped : (whyReply(error) ?? words.interrupted)}</p>
      <Again id={id} name={hasText ? words.proceed : buttons.retry} />
    </div>
  )
}

function Again({ id, name }: { id: string; name: string }) {
  const chat = useChat()
  function retry(): void {
    leaveForComposer()
    void chat.replies.retry(id)
  }
  return (
    <button type="button" className="button" onClick={retry}>
      {name}
    </button>
  )
}
