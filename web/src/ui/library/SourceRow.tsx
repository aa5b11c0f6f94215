import type { Source } from '@folio/protocol'
import { memo, useState } from 'react'
import { isUnderWay, stageOfSource } from '../../chat/stage.ts'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { libraryWords as words } from '../../words/en/library.ts'
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
  const far = wordsOf(stage)
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
            {isUnderWay(stage) && (
              <Act name={buttons.cancel} title={title} onAct={() => void library.sources.cancel(id)} />
            )}
            {canRetry && <Act name={buttons.retry} title={title} onAct={() => void library.sources.retry(id)} />}
            {!isUnderWay(stage) && <Act name={buttons.remove} title={title} onAct={() => ask(true)} />}
          </div>
        )}
      </div>
      <p className="source-facts">
        {factsOf(source).map(fact => (
          <span key={fact}>{fact}</span>
        ))}
        <span className={`tone-${far.tone}`}>{far.text}</span>
      </p>
      {far.share !== undefined && <Progress name={title} share={far.share} />}
      {stage.kind === 'ready' && stage.trouble && (
        <p className="source-facts tone-bad">{words.newerUnread(stage.trouble)}</p>
      )}
      {again && <p className="source-facts">{words.isHere(again.name)}</p>}
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
    <button type="button" className="word" aria-label={words.actOn(name, title)} onClick={onAct}>
      {name}
    </button>
  )
}
