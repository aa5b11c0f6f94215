import { memo } from 'react'
import type { UploadItem } from '../../chat/library-state.ts'
import { isUnderWay, stageOfUpload } from '../../chat/stage.ts'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { libraryWords as words } from '../../words/en/library.ts'
import { formatSize } from '../../words/format.ts'
import { useKeptFocus } from '../use-kept-focus.ts'
import { useLibrary } from './context.ts'
import { Progress } from './Progress.tsx'
import { Act } from './SourceRow.tsx'
import { wordsOf } from './words.ts'

/** A file that the server does not have yet, or would not have. */
export const UploadRow = memo(function UploadRow({
  item,
  onLeave,
}: {
  item: UploadItem
  onLeave: (key: string) => void
}) {
  const { uploads } = useLibrary()
  const box = useKeptFocus<HTMLLIElement>()
  const { id, name, size } = item
  const stage = stageOfUpload(item, undefined)
  const far = wordsOf(stage)

  function drop(): void {
    onLeave(id)
    uploads.drop(id)
  }
  return (
    <li ref={box} id={`row-${id}`} className="source" tabIndex={-1} data-stage={stage.kind}>
      <div className="source-line">
        <span className="source-title">{name}</span>
        <div className="source-actions">
          {stage.kind === 'refused' && uploads.canRetry(id) && (
            <Act name={buttons.retry} title={name} onAct={() => uploads.retry(id)} />
          )}
          <Act name={isUnderWay(stage) ? buttons.cancel : words.dismiss} title={name} onAct={drop} />
        </div>
      </div>
      <p className="source-facts">
        <span>{formatSize(size)}</span>
        <span className={`tone-${far.tone}`}>{far.text}</span>
      </p>
      {far.share !== undefined && <Progress name={name} share={far.share} />}
    </li>
  )
})
