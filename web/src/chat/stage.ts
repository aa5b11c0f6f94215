import type { Job, JobPhase, Source } from '@folio/protocol'
import { libraryWords as words } from '../words/en/library.ts'
import { whyJob } from './failure.ts'
import type { UploadItem } from './library-state.ts'

/** How far a document is, from the first byte to what can be found in it. */
export type Stage =
  | { kind: 'uploading'; sent: number; size: number }
  /** `again`: what went wrong before may pass. */
  | { kind: 'waiting'; again: boolean }
  | { kind: 'working'; phase: JobPhase; done: number; total: number }
  | { kind: 'ready'; passages: number; trouble: string | null }
  | { kind: 'failed'; reason: string }
  | { kind: 'needs_ocr' }
  | { kind: 'cancelled' }
  | { kind: 'refused'; reason: string }
  | { kind: 'cut' }

export function stageOfSource({ status, job, passages }: Source): Stage {
  const reading = job?.kind === 'ingest' ? job : undefined
  const trouble = whyJob(reading?.error ?? null)
  if (reading?.status === 'running') return { kind: 'working', ...reading.progress }
  if (reading?.status === 'queued') return { kind: 'waiting', again: reading.attempts > 0 }
  if (status === 'ready') return { kind: 'ready', passages, trouble: reading?.status === 'failed' ? trouble : null }
  if (status === 'needs_ocr') return { kind: 'needs_ocr' }
  if (reading?.status === 'cancelled') return { kind: 'cancelled' }
  if (status === 'failed') return { kind: 'failed', reason: trouble ?? words.notReadable }
  return { kind: 'waiting', again: false }
}

/** `source` where the server has it already. */
export function stageOfUpload(item: UploadItem, source: Source | undefined): Stage {
  switch (item.state) {
    case 'waiting':
    case 'uploading':
      return { kind: 'uploading', sent: item.sent, size: item.size }
    case 'handing over':
      return { kind: 'waiting', again: false }
    case 'done':
    case 'known':
      return source ? stageOfSource(source) : { kind: 'waiting', again: false }
    case 'refused':
      return { kind: 'refused', reason: reasonOf(item.failure) }
    case 'cut':
      return { kind: 'cut' }
  }
}

/** True while it goes on by itself. */
export const isUnderWay = ({ kind }: Stage) => kind === 'uploading' || kind === 'waiting' || kind === 'working'

/** The job that can be called off, or tried again. */
export const readingJob = (source: Source): Job | undefined => (source.job?.kind === 'ingest' ? source.job : undefined)

/** In a person's words where the server counts a request's bytes. */
function reasonOf(failure: UploadItem['failure']): string {
  if (failure?.code === 'body_too_large') return words.tooLarge
  return failure?.detail ?? words.refused
}
