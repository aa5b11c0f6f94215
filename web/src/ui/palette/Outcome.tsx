import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { searchWords as words } from '../../words/en/search.ts'
import { Problem } from '../Problem.tsx'
import type { Found } from './use-found.ts'

/** What is to be said of a search besides what it finds. */
export function Outcome({ question, found, count }: { question: string; found: Found; count: number }) {
  const isEmpty = found.state === 'there' && count === 0
  return (
    <>
      {found.state === 'failed' && found.failure && (
        <div className="palette-said">
          <Problem text={`${words.failed} ${found.failure.detail}`} requestId={found.failure.requestId}>
            <button type="button" className="button" onClick={found.again}>
              {buttons.tryAgain}
            </button>
          </Problem>
        </div>
      )}
      {isEmpty && (
        <div className="palette-said">
          <p>{words.nothing(question.trim())}</p>
          <p className="hint">{words.nothingWhy}</p>
        </div>
      )}
      {found.state === 'searching' && <p className="palette-said hint">{words.searching}</p>}
      <p role="status" className="unseen">
        {found.state === 'there' && words.found(count)}
      </p>
    </>
  )
}
