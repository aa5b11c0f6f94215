import type { Share } from '@folio/protocol'
import { useId, useRef } from 'react'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { sharesWords as words } from '../../words/en/shares.ts'
import { formatTime } from '../../words/format.ts'
import { CopyButton } from '../CopyButton.tsx'
import { addressOf } from './address.ts'
import { RevokeButton } from './RevokeButton.tsx'
import '../../styles/shares.css'

type Props = {
  links: readonly Share[]
  label: string
  /** Of which conversation each is: where that is not plain. */
  withTitles?: boolean
  onRevoke: (link: Share) => Promise<boolean>
  onNews: (text: string) => void
  onMore: (() => void) | undefined
}

/** Links that were made, each with what can be done with it. */
export function ShareLinks({ links, label, withTitles = false, onRevoke, onNews, onMore }: Props) {
  const box = useRef<HTMLDivElement>(null)

  async function revoke(link: Share): Promise<void> {
    if (!(await onRevoke(link))) return
    // The button that was pressed is gone.
    box.current?.focus()
    onNews(words.revoked)
  }
  return (
    <div ref={box} className="share-box" tabIndex={-1}>
      {links.length === 0 ? (
        <p className="quiet">{words.none}</p>
      ) : (
        <ul className="share-links" aria-label={label}>
          {links.map(link => (
            <ShareLink
              key={link.id}
              link={link}
              withTitle={withTitles}
              onRevoke={() => void revoke(link)}
              onNews={onNews}
            />
          ))}
        </ul>
      )}
      {onMore && (
        <button type="button" className="word" onClick={onMore}>
          {buttons.showMore}
        </button>
      )}
    </div>
  )
}

type LinkProps = { link: Share; withTitle: boolean; onRevoke: () => void; onNews: (text: string) => void }

function ShareLink({ link, withTitle, onRevoke, onNews }: LinkProps) {
  const { title, created_at, messages } = link
  const id = useId()
  const facts = words.facts(formatTime(new Date(created_at)), messages)
  return (
    <li className="share-link">
      <p id={id} className="share-facts">
        {withTitle && <strong dir="auto">{title}</strong>}
        <span>{facts}</span>
      </p>
      <div className="share-ways">
        <a
          className="word"
          href={addressOf(link)}
          target="_blank"
          rel="noreferrer"
          aria-label={words.opens(title)}
          aria-describedby={id}
        >
          {words.open}
        </a>
        <CopyButton text={() => addressOf(link)} describedBy={id} />
        <RevokeButton describedBy={id} onRevoke={onRevoke} onNews={onNews} />
      </div>
    </li>
  )
}
