import { isEnd, type Message } from '@folio/protocol'
import { useChat } from './context.ts'
import { CopyButton } from './CopyButton.tsx'
import { Versions } from './Versions.tsx'

/** What can be done with a reply, in words. */
export function ReplyActions({ message }: { message: Message }) {
  const chat = useChat()
  const { id, status, content } = message
  const isEmpty = isEnd(status) && content === ''
  if (status === 'queued') return null
  return (
    <div className="actions">
      {!isEmpty && <CopyButton text={() => chat.replies.textOf(id)} />}
      {status === 'complete' && (
        <button type="button" className="word" onClick={() => void chat.replies.retry(id)}>
          Retry
        </button>
      )}
      {isEnd(status) && status !== 'complete' && !isEmpty && (
        <button type="button" className="word" onClick={() => void chat.replies.regenerate(id)}>
          New version
        </button>
      )}
      <Versions message={message} />
    </div>
  )
}
