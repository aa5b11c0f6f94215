import type { Job, JobEvent, PassageResource, Source, SourceStatus } from '@folio/protocol'
import type { SourceRow } from '../store/catalog-tables.ts'
import type { VersionKey } from '../store/documents.ts'
import type { ShownJob } from '../store/jobs.ts'
import type { DocumentRow, PlaceRow } from '../store/tables.ts'

/** Rows as clients see them: one function for each resource. */

const toTime = (ms: number): string => new Date(ms).toISOString()

export function toJob(row: ShownJob): Job {
  return {
    id: row.id,
    source_id: row.source_id,
    kind: row.kind,
    status: row.status,
    progress: { phase: row.phase, done: row.done, total: row.total },
    attempts: row.attempts,
    error: row.status === 'failed' && row.error !== null ? (JSON.parse(row.error) as Job['error']) : null,
    created_at: toTime(row.created_at),
    updated_at: toTime(row.updated_at),
    finished_at: row.finished_at === null ? null : toTime(row.finished_at),
  }
}

export function toJobEvent(row: Pick<ShownJob, 'id' | 'source_id' | 'status' | 'phase' | 'done' | 'total'>): JobEvent {
  const { id, source_id, status, phase, done, total } = row
  return { job_id: id, source_id, status, progress: { phase, done, total } }
}

/** What is known of a source: `found`, what can be found of it. */
export type Known = {
  source: SourceRow
  document: DocumentRow | undefined
  found: (VersionKey & { length: number }) | undefined
  job: ShownJob | undefined
}

export function toSource({ source, document, found, job }: Known): Source {
  return {
    id: source.id,
    bot_id: source.bot_id,
    type: source.type,
    title: source.title,
    url: source.url,
    file_id: source.file_id,
    status: statusOf(found !== undefined, job),
    job: job ? toJob(job) : null,
    document_id: found ? (document?.id ?? null) : null,
    media_type: found?.media_type ?? null,
    length: found?.length ?? 0,
    passages: found?.chunk_count ?? 0,
    created_at: toTime(source.created_at),
    updated_at: toTime(source.updated_at),
  }
}

/** What can be found stays ready, whatever becomes of newer content. */
function statusOf(isFound: boolean, job: ShownJob | undefined): SourceStatus {
  if (isFound) return 'ready'
  if (job?.status === 'running') return 'reading'
  if (job?.status === 'failed') return toJob(job).error?.code === 'needs_ocr' ? 'needs_ocr' : 'failed'
  return job?.status === 'cancelled' ? 'failed' : 'queued'
}

export function toPassage({
  n,
  document_id,
  start_at,
  end_at,
  page,
  heading_path,
  text,
}: PlaceRow & { text: string }): PassageResource {
  return {
    n,
    document_id,
    start: start_at,
    end: end_at,
    page,
    heading_path: JSON.parse(heading_path) as string[],
    text,
  }
}
