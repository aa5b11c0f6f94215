import { useCallback, useRef, type ReactNode } from 'react'
import { openDocument } from '../../chat/passage.ts'
import type { Sources } from '../../chat/sources.ts'
import { passageWords as words } from '../../words/en/passage.ts'
import { Banner } from '../Banner.tsx'
import { PageHead } from '../PageHead.tsx'
import type { Route } from '../address.ts'
import { Lines } from './Lines.tsx'
import { Unread } from './Unread.tsx'
import { useReading } from './use-reading.ts'
import '../../styles/library.css'
import '../../styles/passage.css'

type Props = { route: Extract<Route, { page: 'source' }>; drawer: ReactNode }

/** What was read of a document, from its beginning. */
export function SourcePage({ route: { id }, drawer }: Props) {
  const body = useRef<HTMLDivElement>(null)
  const open = useCallback((sources: Sources) => openDocument(sources, id), [id])
  const { state, onScroll, retry } = useReading(open, body)
  const reading = state.status === 'ready' ? state.reading : undefined

  return (
    <>
      <PageHead title={reading?.source.title ?? words.document} drawer={drawer} />
      <Banner />
      <div className="stage">
        <div
          ref={body}
          className="leaf-area source-area"
          tabIndex={0}
          role="region"
          aria-label={words.document}
          aria-busy={state.status === 'loading'}
          onScroll={onScroll}
        >
          <div className="leaf">
            {state.status === 'removed' && <p className="leaf-lead">{words.noDocument}</p>}
            {state.status === 'failed' && <Unread failure={state.failure} onRetry={retry} />}
            {reading?.text === '' && <p className="leaf-lead">{words.unread}</p>}
            {reading && <Lines reading={reading} />}
          </div>
        </div>
      </div>
    </>
  )
}
