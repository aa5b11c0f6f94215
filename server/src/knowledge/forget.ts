import type { Bus } from '../bus/bus.ts'
import { newId } from '../lib/id.ts'
import type { SourceRow } from '../store/catalog-tables.ts'
import type { Catalog } from '../store/catalog.ts'
import { findDocument, hideDocument } from '../store/documents.ts'
import { findFileById } from '../store/files.ts'
import { claimNewJob } from '../store/job-leases.ts'
import { cancelIngests, emptyJobs, insertJob } from '../store/jobs.ts'
import { findLibrary } from '../store/libraries.ts'
import type { Store } from '../store/open.ts'
import { countChunks } from '../store/postings.ts'
import { isFileUsed } from '../store/sources.ts'
import type { JobRow, Trx } from '../store/tables.ts'
import { wakeWorkers } from './announce-job.ts'
import { hideAll } from './hide-all.ts'
import type { RemovePayload } from './payload.ts'
import type { Work } from './work.ts'

/** Of clearing away, so much is done while whoever asked waits; the rest is left to the workers. */
const BUDGET_MS = 700

export type Forgotten = {
  source_id: string
  deleted: { documents: number; chunks: number; embeddings: number; files: number }
}

export type Forget = ReturnType<typeof createForget>
type Parts = { store: Store; catalog: Catalog; bus: Bus; work: Work }

/**
 * Takes back what was learnt. One transaction hides it from every search and leaves the job that clears it away: from
 * then on nothing of it is found, and all of it goes, whatever is killed meanwhile.
 */
export function createForget({ store, catalog, bus, work }: Parts) {
  const worker = { workerId: work.workerId, now: store.now }

  /** `hide` answers what is to be cleared away; undefined where there is nothing. */
  const remove = (
    userId: string,
    sourceId: string | null,
    hide: (trx: Trx) => Promise<RemovePayload | undefined>,
  ): Promise<JobRow | undefined> =>
    store.write(async trx => {
      const payload = await hide(trx)
      if (!payload) return undefined
      const job = { id: newId(), kind: 'remove_files', user_id: userId, source_id: sourceId, generation: 0 } as const
      await insertJob(trx, { ...job, payload: JSON.stringify(payload) }, store.now)
      // By who has asked, while it is quick.
      return claimNewJob(trx, job.id, worker)
    })

  /** All that a bot knows, and the bot. */
  const library = async (userId: string, botId: string): Promise<void> => {
    const known = await findLibrary(store.db, botId)
    const hidden = await remove(userId, null, async trx => {
      if (known) await hideAll(trx, known.id, store.now)
      return { type: 'library', botId, libraryId: known?.id ?? null }
    })
    wakeWorkers(bus)
    if (hidden) await work.doNow(hidden, BUDGET_MS)
  }

  return {
    library,

    /** Nothing of the source is found any more when this resolves. Undefined where it is gone already. */
    async source(userId: string, source: SourceRow): Promise<Forgotten | undefined> {
      const document = await findDocument(store.db, source.id)
      if (document && document.deleted_at !== null) return undefined
      const { chunks, embeddings } = document ? await countChunks(store.db, document.id) : { chunks: 0, embeddings: 0 }
      const file = source.file_id === null ? undefined : await findFileById(catalog.db, source.file_id)
      const hidden = await remove(userId, source.id, async trx => {
        await cancelIngests(trx, [source.id], store.now)
        await emptyJobs(trx, [source.id])
        if (document && !(await hideDocument(trx, document.id, store.now))) return undefined
        return {
          type: 'source',
          sourceId: source.id,
          file: file ? { id: file.id, key: file.storage_key } : null,
        }
      })
      if (!hidden) return undefined
      wakeWorkers(bus)
      await work.doNow(hidden, BUDGET_MS)
      const files = file && !(await isFileUsed(catalog.db, file.id)) ? 1 : 0
      return { source_id: source.id, deleted: { documents: document ? 1 : 0, chunks, embeddings, files } }
    },
  }
}
