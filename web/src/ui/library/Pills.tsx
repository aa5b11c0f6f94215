import { useMemo } from 'react'
import type { UploadItem } from '../../chat/library-state.ts'
import { isUnderWay, type Stage } from '../../chat/stage.ts'
import { buttonsWords as buttons } from '../../words/en/buttons.ts'
import { libraryWords as words } from '../../words/en/library.ts'
import { formatPercent } from '../../words/format.ts'
import { focusComposer } from '../focus.ts'
import { detach, stageOf } from './attach.ts'
import { useLibrary, useLibraryState } from './context.ts'
import { Progress } from './Progress.tsx'
import { wordsOf } from './words.ts'
import '../../styles/pills.css'

/** The files that go with what is written next, and how far they are. */
export function Pills({ conversation }: { conversation: string }) {
  const items = useItems(conversation)
  if (items.length === 0) return null
  return (
    <ul className="pills" aria-label={words.attached}>
      {items.map(({ item, stage }) => (
        <Pill key={item.id} item={item} stage={stage} />
      ))}
    </ul>
  )
}

/** What is to be said of them, under the sheet's tools. */
export function PillNotes({ conversation }: { conversation: string }) {
  const { uploads } = useLibrary()
  const items = useItems(conversation)
  const isAnyUnderWay = items.some(({ stage }) => isUnderWay(stage))
  return (
    <>
      {items.map(({ item, stage }) => {
        const { text, tone } = wordsOf(stage)
        if (tone !== 'bad') return null
        return (
          <p key={item.id} className="pill-note tone-bad">
            {item.name}: {text}
            {stage.kind === 'refused' && uploads.canRetry(item.id) && (
              <button type="button" className="word" onClick={() => uploads.retry(item.id)}>
                {buttons.retry}
              </button>
            )}
          </p>
        )
      })}
      {isAnyUnderWay && <p className="pill-note">{words.answeredWithout}</p>}
    </>
  )
}

function useItems(conversation: string) {
  const uploads = useLibraryState(state => state.uploads)
  const sources = useLibraryState(state => state.sources)
  const { getState } = useLibrary()
  return useMemo(
    () =>
      uploads
        .filter(item => item.conversation === conversation)
        .map(item => ({ item, stage: stageOf({ ...getState(), sources }, item) })),
    [uploads, sources, conversation, getState],
  )
}

function Pill({ item, stage }: { item: UploadItem; stage: Stage }) {
  const library = useLibrary()
  const { share } = wordsOf(stage)

  function remove(): void {
    focusComposer()
    void detach(library, item)
  }
  return (
    <li className="pill" data-stage={stage.kind}>
      <span className="pill-name">{item.name}</span>
      {share !== undefined && <Progress name={item.name} share={share} />}
      <span className="pill-word">{wordOf(stage, share)}</span>
      <button type="button" className="pill-remove" aria-label={words.take(item.name)} onClick={remove}>
        <span aria-hidden="true">×</span>
      </button>
    </li>
  )
}

function wordOf(stage: Stage, share: number | undefined): string {
  switch (stage.kind) {
    case 'uploading':
      return formatPercent(share ?? 0)
    case 'waiting':
    case 'working':
      return words.pill.working
    case 'ready':
      return words.pill.ready
    case 'cancelled':
      return words.pill.cancelled
    default:
      return words.pill.failed
  }
}
