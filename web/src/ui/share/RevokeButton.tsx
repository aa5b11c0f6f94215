import { useState } from 'react'
import { sharesWords as words } from '../../words/en/shares.ts'

type Props = { describedBy: string; onRevoke: () => void; onNews: (text: string) => void }

/** Revokes at the second press: a link that others have cannot be given back to them. */
export function RevokeButton({ describedBy, onRevoke, onNews }: Props) {
  const [isAsked, ask] = useState(false)

  function press(): void {
    if (isAsked) return onRevoke()
    ask(true)
    onNews(words.pressAgain)
  }
  return (
    <button
      type="button"
      className={isAsked ? 'word share-sure' : 'word'}
      aria-describedby={describedBy}
      onClick={press}
      onBlur={() => ask(false)}
    >
      {isAsked ? words.revokeSurely : words.revoke}
    </button>
  )
}
