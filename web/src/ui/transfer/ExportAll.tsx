import { useState } from 'react'
import { download } from '../../chat/download.ts'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { transferWords as words } from '../../words/en/transfer.ts'
import { formatSize } from '../../words/format.ts'
import { useChat } from '../context.ts'
import { Problem } from '../Problem.tsx'
import { useKeptFocus } from '../use-kept-focus.ts'
import { useTask } from './use-task.ts'

/** Everything that is one's own, as one file. How large that will be is known when it is there. */
export function ExportAll() {
  const { call } = useChat().way
  const { task, run, cancel } = useTask(words.cancelledExport)
  const [bytes, setBytes] = useState(0)
  const box = useKeptFocus<HTMLDivElement>()

  const save = (signal: AbortSignal) =>
    download(call, '/api/export', { signal, onProgress: setBytes }).then(size => words.exportedAll(formatSize(size)))

  function begin(): void {
    setBytes(0)
    void run(save)
  }
  return (
    <div ref={box} className="transfer" tabIndex={-1}>
      {task.state === 'running' ? (
        <p className="transfer-way">
          <span>{words.exporting(formatSize(bytes))}</span>
          <button type="button" className="button" onClick={cancel}>
            {buttons.cancel}
          </button>
        </p>
      ) : (
        <button type="button" className="button" onClick={begin}>
          {words.exportAll}
        </button>
      )}
      {'text' in task && <p className="quiet">{task.text}</p>}
      {task.state === 'failed' && (
        <Problem text={words.notExported(task.failure.detail)} requestId={task.failure.requestId} />
      )}
    </div>
  )
}
