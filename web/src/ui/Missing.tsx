import type { Path } from '../chat/state.ts'
import { useChat } from './context.ts'

/** Where a conversation cannot be shown: why, and what to do. While it is on its way, nothing. */
export function Missing({ path, id }: { path: Path; id: string }) {
  const chat = useChat()
  if (path.status === 'missing') {
    return (
      <div className="blank-area">
        <div className="blank">
          <p className="blank-title">There is no such conversation.</p>
          <p>It may have been deleted, or it belongs to somebody else.</p>
        </div>
      </div>
    )
  }
  if (path.status !== 'failed') return null
  return (
    <div className="blank-area">
      <div className="blank">
        <p className="blank-title">This conversation could not be read.</p>
        <p>{path.failure?.detail}</p>
        <button type="button" className="button" onClick={() => void chat.load.path(id)}>
          Try again
        </button>
        {path.failure?.requestId && <small className="request">Request {path.failure.requestId}</small>}
      </div>
    </div>
  )
}
