import type { Listing } from '../../chat/library-state.ts'

/** Where a bot cannot be shown: why, and what to do. */
export function BotNotThere({ listing: { status, failure }, onRetry }: { listing: Listing; onRetry: () => void }) {
  if (status === 'missing') {
    return (
      <>
        <p className="leaf-title">There is no such bot.</p>
        <p className="leaf-lead">It may have been deleted, or it belongs to somebody else.</p>
      </>
    )
  }
  return (
    <>
      <p className="leaf-title">This could not be read.</p>
      <p className="leaf-lead">{failure?.detail}</p>
      <button type="button" className="button" onClick={onRetry}>
        Try again
      </button>
      {failure?.requestId && <small className="request">Request {failure.requestId}</small>}
    </>
  )
}
