import type { Imported } from '@folio/protocol/transfer'
import { useState } from 'react'
import type { Failure } from '../../chat/failure.ts'
import { createWatchedPost } from '../../chat/watched-post.ts'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { transferWords as words } from '../../words/en/transfer.ts'
import { formatPercent } from '../../words/format.ts'
import { ChooseFiles } from '../ChooseFiles.tsx'
import { useChat } from '../context.ts'
import { Progress } from '../library/Progress.tsx'
import { Problem } from '../Problem.tsx'
import { useKeptFocus } from '../use-kept-focus.ts'
import { outcome } from './outcome.ts'
import { useTask } from './use-task.ts'

/** A file of conversations comes in. Those that are whole stay, however it ends. */
export function ImportFile() {
  const { session, base } = useChat().way
  const { task, run, cancel } = useTask(words.cancelled)
  const [sending, setSending] = useState({ name: '', share: 0 })
  const box = useKeptFocus<HTMLDivElement>()

  function take([file]: File[]): void {
    if (!file) return
    const { name, size } = file
    setSending({ name, share: 0 })
    const onProgress = (sent: number) => setSending({ name, share: size === 0 ? 1 : sent / size })
    const post = createWatchedPost(session, base)
    void run(signal =>
      post<Imported>('/api/import', file, { type: 'application/json', onProgress, signal }).then(outcome),
    )
  }
  const { name, share } = sending
  return (
    <div ref={box} className="transfer" tabIndex={-1}>
      {task.state === 'running' ? (
        <>
          <p className="transfer-way">
            <span>{share < 1 ? words.importing(name, formatPercent(share)) : words.finishing(name)}</span>
            <button type="button" className="button" onClick={cancel}>
              {buttons.cancel}
            </button>
          </p>
          <Progress name={name} share={share} />
        </>
      ) : (
        <ChooseFiles className="button" single onFiles={take}>
          {words.choose}
        </ChooseFiles>
      )}
      {'text' in task && <p className="quiet">{task.text}</p>}
      {task.state === 'failed' && (
        <Problem text={words.notImported(whyNot(task.failure))} requestId={task.failure.requestId} />
      )}
    </div>
  )
}

/** To the server the file is a request; to whoever chose it, it is a file. */
const whyNot = ({ code, detail }: Failure): string => (code === 'malformed_json' ? words.noExport : detail)
