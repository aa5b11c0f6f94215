import { isEnd, type Message } from '@folio/protocol'
import { useChat, useSelect } from './context.ts'
import { Problem } from './Problem.tsx'

/** How a reply ended, where that is not simply its end. */
export function ReplyEnd({ message }: { message: Message }) {
  const chat = useChat()
  const { id, status, error, content, finish_reason } = message
  const fault = useSelect(state => state.faults[id])
  if (fault) {
    return (
      <Problem text={fault.detail} requestId={fault.requestId}>
        {isEnd(status) && <Again id={id} name="Retry" />}
      </Problem>
    )
  }
  const hasText = content !== ''
  if (status === 'failed') {
    return (
      <Problem text={error?.message ?? 'The model could not answer.'} requestId={null}>
        <Again id={id} name="Retry" />
      </Problem>
    )
  }
  if (status === 'complete' && finish_reason === 'no_evidence')
    return <p className="note">The documents say nothing about this.</p>
  if (status !== 'stopped' && status !== 'interrupted') return null
  return (
    <div className="note ended">
      <p>{status === 'stopped' ? 'Stopped.' : (error?.message ?? 'Interrupted.')}</p>
      <button type="button" className="button" onClick={() => void chat.replies.continueReply(id)}>
        {hasText ? 'Continue' : 'Retry'}
      </button>
    </div>
  )
}

function Again({ id, name }: { id: string; name: string }) {
  const chat = useChat()
  return (
    <button type="button" className="button" onClick={() => void chat.replies.retry(id)}>
      {name}
    </button>
  )
}
