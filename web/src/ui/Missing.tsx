import type { Path } from '../chat/state.ts'
import { buttonsWords as buttons } from '../words/en/buttons.ts'
import { chatWords as words } from '../words/en/chat.ts'
import { failuresWords as failures } from '../words/en/failures.ts'
import { useChat } from './context.ts'

/** Where a conversation cannot be shown: why, and what to do. While it is on its way, nothing. */
export function Missing({ path, id }: { path: Path; id: string }) {
  const chat = useChat()
  if (path.status === 'missing') {
    return (
      <div className="blank-area">
        <div className="blank">
          <p className="blank-title">{words.missing}</p>
          <p>{words.missingWhy}</p>
        </div>
      </div>
    )
  }
  if (path.status !== 'failed') return null
  return (
    <div className="blank-area">
      <div className="blank">
        <p className="blank-title">{words.unread}</p>
        <p>{path.failure?.detail}</p>
        <button type="button" className="button" onClick={() => void chat.load.path(id)}>
          {buttons.tryAgain}
        </button>
        {path.failure?.requestId && <small className="request">{failures.request(path.failure.requestId)}</small>}
      </div>
    </div>
  )
}
