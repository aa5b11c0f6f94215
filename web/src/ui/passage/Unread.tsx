import type { Failure } from '../../chat/failure.ts'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { Problem } from '../Problem.tsx'

/** Why a document cannot be shown, and another attempt. */
export function Unread({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  return (
    <Problem text={failure.detail} requestId={failure.requestId}>
      <button type="button" className="button" onClick={onRetry}>
        {buttons.tryAgain}
      </button>
    </Problem>
  )
}
