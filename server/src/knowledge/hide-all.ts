import type { RawBuilder } from 'kysely'
import { hideLibrary } from '../store/documents.ts'
import { cancelIngestsOfLibrary } from '../store/jobs.ts'
import type { Trx } from '../store/tables.ts'

/** Nothing of a library is found from this transaction on, and nothing more comes into it. */
export async function hideAll(trx: Trx, libraryId: number, now: RawBuilder<number>): Promise<void> {
  await cancelIngestsOfLibrary(trx, libraryId, now)
  await hideLibrary(trx, libraryId, now)
}
