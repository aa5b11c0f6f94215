import { deleteDocument, hideDocument } from '../store/documents.ts'
import { cancelIngests, emptyJobs } from '../store/jobs.ts'
import type { Store } from '../store/open.ts'
import type { DocumentRow } from '../store/tables.ts'
import { clearDocument } from './clear.ts'
import type { Running } from './job-work.ts'
import type { Pieces } from './pieces.ts'

type RemoveDocument = (running: Running, document: DocumentRow) => Promise<void>

/** Takes away all versions of a document, in pieces, and what its jobs were to read. */
export function createRemoveDocument({ store, pieces }: { store: Store; pieces: Pieces }): RemoveDocument {
  return async (running, document) => {
    const { signal, hold, progress } = running
    const { id, source_id: sourceId } = document
    // Given something to read again while its source was going.
    if (document.deleted_at === null)
      await store.write(async trx => {
        await cancelIngests(trx, [sourceId], store.now)
        await hideDocument(trx, id, store.now)
      })
    await clearDocument(
      {
        store,
        pieces,
        async hold(trx) {
          signal.throwIfAborted()
          await hold(trx)
        },
        onRemoved: chunks => progress('removing', chunks),
      },
      document,
      0,
    )
    await store.write(async trx => {
      await hold(trx)
      await emptyJobs(trx, [sourceId])
      await deleteDocument(trx, id)
    })
  }
}
