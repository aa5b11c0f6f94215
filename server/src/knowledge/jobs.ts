import type { Job, Page } from '@folio/protocol'
import type { Bus } from '../bus/bus.ts'
import { isId } from '../lib/id.ts'
import { Refusal } from '../lib/refusal.ts'
import { findDocument } from '../store/documents.ts'
import { cancelJob, findJob, listJobs, requeueJob, type ShownJob } from '../store/jobs.ts'
import type { Store } from '../store/open.ts'
import { announceJob, wakeWorkers } from './announce-job.ts'
import { toJob } from './present.ts'
import type { Scope } from './scope.ts'

/** What is being done for somebody: theirs alone who asked for it. */
export function createJobs({ store, bus }: { store: Store; bus: Bus }) {
  const requireJob = async ({ userId }: Scope, id: string): Promise<ShownJob> => {
    const job = await findJob(store.db, userId, id)
    if (!job) throw new Refusal('not_found', 'There is no such job.')
    return job
  }

  return {
    async jobs(
      { userId }: Scope,
      { limit, cursor }: { limit: number; cursor?: string | undefined },
    ): Promise<Page<Job>> {
      if (cursor !== undefined && !isId(cursor)) throw new Refusal('invalid_request', 'That cursor is not one of ours.')
      const rows = await listJobs(store.db, { userId, limit: limit + 1, after: cursor })
      const shown = rows.slice(0, limit)
      return { items: shown.map(toJob), next_cursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
    },

    job: async (scope: Scope, id: string): Promise<Job> => toJob(await requireJob(scope, id)),

    /** `ended`: it has not been begun, and never will be. */
    async cancel(scope: Scope, id: string): Promise<{ job: Job; ended: boolean }> {
      const { kind } = await requireJob(scope, id)
      // What is to be forgotten is forgotten.
      const job = kind === 'remove_files' ? undefined : await store.write(trx => cancelJob(trx, id, store.now))
      if (!job) throw new Refusal('not_cancellable', 'That job has ended, or clears away what was deleted.')
      announceJob(bus, job)
      wakeWorkers(bus, id)
      return { job: toJob(job), ended: job.status === 'cancelled' }
    },

    async retry(scope: Scope, id: string): Promise<Job> {
      const known = await requireJob(scope, id)
      const document = known.kind === 'ingest' ? await findDocument(store.db, known.source_id ?? '') : undefined
      const isCurrent =
        known.kind !== 'ingest' || (document?.generation === known.generation && document.deleted_at === null)
      const job = isCurrent ? await store.write(trx => requeueJob(trx, id, store.now)) : undefined
      if (!job)
        throw new Refusal(
          'not_retryable',
          'Only a job that failed or was cancelled can be tried again, while its source wants that content.',
        )
      announceJob(bus, job)
      wakeWorkers(bus)
      return toJob(job)
    },
  }
}
