import type { Listing } from '../../chat/library-state.ts'
import { botsWords as words } from '../../words/en/bots.ts'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { failuresWords as failures } from '../../words/en/failures.ts'

/** Where a bot cannot be shown: why, and what to do. */
export function BotNotThere({ listing: { status, failure }, onRetry }: { listing: Listing; onRetry: () => void }) {
  if (status === 'missing') {
    return (
      <>
        <p className="leaf-title">{words.missing}</p>
        <p className="leaf-lead">{words.missingWhy}</p>
      </>
    )
  }
  return (
    <>
      <p className="leaf-title">{words.unread}</p>
      <p className="leaf-lead">{failure?.detail}</p>
      <button type="button" className="button" onClick={onRetry}>
        {buttons.tryAgain}
      </button>
      {failure?.requestId && <small className="request">{failures.request(failure.requestId)}</small>}
    </>
  )
}
