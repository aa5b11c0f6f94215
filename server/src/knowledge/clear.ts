import { deletePlaces, deleteVersion, listVersions } from '../store/documents.ts'
import type { Store } from '../store/open.ts'
import { deleteChunks, listUnplacedChunks } from '../store/postings.ts'
import type { DocumentRow, Trx } from '../store/tables.ts'
import type { Pieces } from './pieces.ts'

type Clearing = {
  store: Store
  pieces: Pieces
  /** Begins each transaction; throws where this is not ours to do any more. */
  hold(trx: Trx): Promise<void>
  /** Tells how many chunks are gone. */
  onRemoved?: (chunks: number) => void
}

const PLACES = { first: 100, most: 2_000 }
const CHUNKS = { first: 5, most: 60 }
const VERSIONS = { first: 1, most: 1 }
/** How many chunks are looked up at a time. */
const LOOKED_UP = 500

/**
 * Removes what only other versions of a document have: their places, then the chunks that no place is left for, and
 * last the rows that tell that there is something to remove. `version` 0 keeps nothing.
 */
export async function clearDocument(
  clearing: Clearing,
  document: Pick<DocumentRow, 'id' | 'library_id'>,
  version: number,
) {
  const { store, pieces, hold } = clearing
  const others = (await listVersions(store.db, document.id)).filter(other => other !== version)
  if (others.length === 0) return
  for (const other of others) await clearPlaces(clearing, document.id, other)
  await clearChunks(clearing, document, version)
  await pieces.each(others, VERSIONS, async (trx, [other = 0]) => {
    await hold(trx)
    await deleteVersion(trx, document.id, other)
  })
}

/** Places of one version, which is not the one that can be found. */
export function clearPlaces({ pieces, hold }: Clearing, documentId: string, version: number): Promise<void> {
  return pieces.until(PLACES, async (trx, size) => {
    await hold(trx)
    return deletePlaces(trx, documentId, version, size)
  })
}

async function clearChunks(clearing: Clearing, document: Pick<DocumentRow, 'id' | 'library_id'>, version: number) {
  const { store, pieces, hold, onRemoved } = clearing
  let after = ''
  let removed = 0
  for (;;) {
    const chunks = await listUnplacedChunks(store.db, { documentId: document.id, version }, LOOKED_UP, after)
    const last = chunks.at(-1)
    if (!last) return
    after = last.hash
    await pieces.each(chunks, CHUNKS, async (trx, some) => {
      await hold(trx)
      await deleteChunks(trx, document.library_id, some)
      onRemoved?.((removed += some.length))
    })
  }
}
