import type { Citation } from '@folio/protocol'
import { useCallback, useLayoutEffect, useRef } from 'react'
import { openPassage } from '../../chat/passage.ts'
import type { Sources } from '../../chat/sources.ts'
import { chatWords as chat } from '../../words/en/chat.ts'
import { passageWords as words } from '../../words/en/passage.ts'
import { Lines } from './Lines.tsx'
import { Origin } from './Origin.tsx'
import { Unread } from './Unread.tsx'
import { useReading } from './use-reading.ts'

type Props = { citation: Citation; titleId: string }

/** A document around the passage, which stands in the middle at first; what was quoted, where that is gone. */
export function PassageSheet({ citation, titleId }: Props) {
  const body = useRef<HTMLDivElement>(null)
  const { source_id, start, end, quote, removed } = citation
  const open = useCallback(
    (sources: Sources) => openPassage(sources, { source_id, start, end, quote }),
    [source_id, start, end, quote],
  )
  const { state, onScroll, retry } = useReading(removed ? null : open, body)
  const reading = state.status === 'ready' ? state.reading : undefined
  const isReady = reading !== undefined

  useLayoutEffect(() => {
    body.current?.focus({ preventScroll: true })
    if (isReady && body.current) showMarked(body.current)
  }, [isReady])

  return (
    <>
      <header className="passage-head">
        <h2 id={titleId} className="passage-title" dir="auto">
          {citation.title}
        </h2>
        <p className="passage-place">
          {placeOf(citation)}
          {reading && <Origin source={reading.source} />}
        </p>
      </header>
      <div
        ref={body}
        className="passage-body"
        tabIndex={0}
        role="region"
        aria-label={words.document}
        aria-busy={state.status === 'loading'}
        onScroll={onScroll}
      >
        {state.status === 'removed' && <Quoted says={words.removed} quote={quote} />}
        {state.status === 'failed' && (
          <>
            <Unread failure={state.failure} onRetry={retry} />
            <Quoted says={words.cited} quote={quote} />
          </>
        )}
        {reading?.passage === null && <Quoted says={words.changed} quote={quote} />}
        {reading && <Lines reading={reading} />}
      </div>
    </>
  )
}

/** `Source 1 · p. 3 · Design › Durable replies` */
function placeOf({ n, title, page, heading_path: [first, ...inner] }: Citation): string {
  const headings = first === undefined || first === title ? inner : [first, ...inner]
  const parts = [words.sourceOf(n), page === null ? '' : chat.page(page), headings.join(' › ')]
  return parts.filter(part => part !== '').join(' · ')
}

function Quoted({ says, quote }: { says: string; quote: string }) {
  return (
    <div className="passage-said">
      <p>{says}</p>
      <blockquote dir="auto">{quote}</blockquote>
    </div>
  )
}

/** In the middle; a passage higher than the box begins near its top. */
function showMarked(box: HTMLElement): void {
  const marked = box.querySelectorAll('mark')
  const [first, last] = [marked[0], marked[marked.length - 1]]
  if (!first || !last) return
  const { top } = first.getBoundingClientRect()
  const height = last.getBoundingClientRect().bottom - top
  const room = Math.max((box.clientHeight - height) / 2, 32)
  box.scrollTop += top - box.getBoundingClientRect().top - room
}
