import type { Source } from '@folio/protocol'
import { memo, useState } from 'react'
import { isUnderWay, stageOfSource } from '../../chat/stage.ts'
import { Link } from '../Link.tsx'
import { useKeptFocus } from '../use-kept-focus.ts'
import { useLibrary, useLibraryState } from './context.ts'
import { Progress } from './Progress.tsx'
import { RemoveDialog } from './RemoveDialog.tsx'
import { factsOf, wordsOf } from './words.ts'

type Props = { source: Source; rowKey: string; writable: boolean; onLeave: (key: string) => void }

export const SourceRow = memo(function SourceRow({ source, rowKey, writable, onLeave }: Props) {
  const library = useLibrary()
  const box = useKeptFocus<HTMLLIElement>()
  const fault = useLibraryState(state => state.faults[source.id])
  const again = useLibraryState(state =>
    state.uploads.find(item => item.state === 'known' && item.sourceId === source.id),
  )
  const [asked, ask] = useState(false)
  const { id, title } = source
  const stage = stageOfSource(source)
  const words = wordsOf(stage)
  const canRetry = stage.kind === 'failed' || stage.kind === 'cancelled' || (stage.kind === 'ready' && stage.trouble)
  return (
    <li ref={box} id={`row-${rowKey}`} className="source" tabIndex={-1} data-stage={stage.kind}>
      <div className="source-line">
        {source.passages > 0 ? (
          <Link className="source-title" href={`/sources/${id}`}>
            {title}
          </Link>
        ) : (
          <span className="source-title">{title}</span>
        )}
        {writable && (
          <div className="source-actions">
            {isUnderWay(stage) && <Act name="Cancel" title={title} onAct={() => void library.sources.cancel(id)} />}
            {canRetry && <Act name="Retry" title={title} onAct={() => void library.sources.retry(id)} />}
            {!isUnderWay(stage) && <Act name="Delete" title={title} onAct={() => ask(true)} />}
          </div>
        )}
      </div>
      <p className="source-facts">
        {factsOf(source).map(fact => (
          <span key={fact}>{fact}</span>
        ))}
        <span className={`tone-${words.tone}`}>{words.text}</span>
      </p>
      {words.share !== undefined && <Progress name={title} share={words.share} />}
      {stage.kind === 'ready' && stage.trouble && (
        <p className="source-facts tone-bad">Newer content could not be read. {stage.trouble}</p>
      )}
      {again && <p className="source-facts">{again.name} is here already: the same content is kept once.</p>}
      {fault && <p className="source-facts tone-bad">{fault.detail}</p>}
      {asked && (
        <RemoveDialog
          source={source}
          onClose={() => ask(false)}
          onRemove={async () => {
            onLeave(rowKey)
            return library.sources.remove(id)
          }}
        />
      )}
    </li>
  )
})

/** Its name says of what, for whoever hears it alone. */
export function Act({ name, title, onAct }: { name: string; title: string; onAct: () => void }) {
  return (
    <button type="button" className="word" aria-label={`${name} ${title}`} onClick={onAct}>
      {name}
    </button>
  )
}
