import { sql, type Selectable } from 'kysely'
import { isPostgres } from './dialect.ts'
import type { Db, EmbeddingRow, EmbeddingSpaceTable, Trx } from './tables.ts'

export type EmbeddingSpaceRow = Selectable<EmbeddingSpaceTable>

/** The space that questions go to. */
export function findActiveSpace(db: Db): Promise<EmbeddingSpaceRow | undefined> {
  return db.selectFrom('embedding_spaces').selectAll().where('state', '=', 'active').executeTakeFirst()
}

export function findSpace(db: Db, id: number): Promise<EmbeddingSpaceRow | undefined> {
  return db.selectFrom('embedding_spaces').selectAll().where('id', '=', id).executeTakeFirst()
}

/** What new chunks need vectors in: the active space, and those that are to become it. */
export function listLivingSpaces(db: Db): Promise<EmbeddingSpaceRow[]> {
  return db.selectFrom('embedding_spaces').selectAll().where('state', '!=', 'retired').orderBy('id').execute()
}

/** The space of a model, made or taken up again where it has to be built. The first of all is active at once. */
export async function openSpace(trx: Trx, model: string, createdAt: number): Promise<EmbeddingSpaceRow> {
  const state = (await findActiveSpace(trx)) ? 'building' : 'active'
  return trx
    .insertInto('embedding_spaces')
    .values({ model, state, dimension: null, created_at: createdAt })
    .onConflict(conflict =>
      conflict.column('model').doUpdateSet({
        state: sql<
          EmbeddingSpaceRow['state']
        >`case when embedding_spaces.state = 'retired' then ${state} else embedding_spaces.state end`,
      }),
    )
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** From here on questions go to this space, and to no other: one statement, so that there is no moment with two or none. */
export async function activateSpace(trx: Trx, id: number): Promise<void> {
  await trx
    .updateTable('embedding_spaces')
    .set({ state: sql<EmbeddingSpaceRow['state']>`case when id = ${id} then 'active' else 'retired' end` })
    .execute()
}

/** A chunk that can be found by its words, and has no vector in a space. */
export type Bare = { id: number; libraryId: number; text: string }

type Window = { spaceId: number; after: number; upTo: number; limit: number }

/** The first of them behind the chunk `after`, up to the chunk `upTo`: where all have theirs, so many are looked at. */
export function listBare(db: Db, { spaceId, after, upTo, limit }: Window): Promise<Bare[]> {
  return bare(db, spaceId)
    .where('chunks.id', '>', after)
    .where('chunks.id', '<=', upTo)
    .orderBy('chunks.id')
    .limit(limit)
    .execute()
}

/** The chunk that was made last; 0 where there is none. */
export async function findLastChunk(db: Db): Promise<number> {
  const row = await db
    .selectFrom('chunks')
    .select(({ fn }) => fn.max('id').as('id'))
    .executeTakeFirst()
  return row?.id ?? 0
}

export function listBareOf(db: Db, query: { spaceId: number; documentId: string; after: number; limit: number }) {
  return bare(db, query.spaceId)
    .where('chunks.document_id', '=', query.documentId)
    .where('chunks.id', '>', query.after)
    .orderBy('chunks.id')
    .limit(query.limit)
    .execute()
}

function bare(db: Db, spaceId: number) {
  return db
    .selectFrom('chunks')
    .innerJoin('documents', 'documents.id', 'chunks.document_id')
    .select(['chunks.id', 'documents.library_id as libraryId', 'chunks.text'])
    .where('documents.deleted_at', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('embeddings')
            .select('chunk_id')
            .where('space_id', '=', spaceId)
            .whereRef('library_id', '=', 'documents.library_id')
            .whereRef('chunk_id', '=', 'chunks.id'),
        ),
      ),
    )
}

export async function countChunks(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('chunks')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/**
 * Stores vectors of chunks that are still there: one that was deleted meanwhile leaves nothing behind. Where questions go
 * to their space, their libraries get a new revision.
 */
export async function insertEmbeddings(
  trx: Trx,
  space: Pick<EmbeddingSpaceRow, 'id'>,
  rows: readonly Omit<EmbeddingRow, 'space_id'>[],
): Promise<void> {
  const chunks = trx
    .selectFrom('chunks')
    .innerJoin('documents', 'documents.id', 'chunks.document_id')
    .select('chunks.id')
    .where('documents.deleted_at', 'is', null)
    .where(
      'chunks.id',
      'in',
      rows.map(row => row.chunk_id),
    )
  // On PostgreSQL nobody clears them away before this transaction ends.
  const there = await (isPostgres(trx) ? chunks.forKeyShare('chunks') : chunks).execute()
  const living = new Set(there.map(({ id }) => id))
  const kept = rows.filter(row => living.has(row.chunk_id)).map(row => ({ ...row, space_id: space.id }))
  if (kept.length === 0) return
  await trx
    .insertInto('embeddings')
    .values(kept)
    .onConflict(conflict => conflict.doNothing())
    .execute()
  if ((await findActiveSpace(trx))?.id !== space.id) return
  await trx
    .updateTable('libraries')
    .set({ rev: sql<number>`rev + 1` })
    .where('id', 'in', [...new Set(kept.map(row => row.library_id))])
    .execute()
}

export async function setDimension(trx: Trx, spaceId: number, dimension: number): Promise<void> {
  await trx.updateTable('embedding_spaces').set({ dimension }).where('id', '=', spaceId).execute()
}

/** Clears away a piece of what no question goes to any more; answers whether there was any. */
export async function deleteRetired(trx: Trx, limit: number): Promise<boolean> {
  const retired = trx
    .selectFrom('embeddings as old')
    .innerJoin('embedding_spaces', 'embedding_spaces.id', 'old.space_id')
    .select(['old.space_id', 'old.library_id', 'old.chunk_id'])
    .where('state', '=', 'retired')
    .limit(limit)
  const { numDeletedRows } = await trx
    .deleteFrom('embeddings')
    .where(sql<boolean>`(space_id, library_id, chunk_id) in ${retired}`)
    .executeTakeFirst()
  return numDeletedRows > 0
}

/** The numbers of all chunks of a library that have a vector in a space. */
export async function listEmbedded(db: Db, spaceId: number, libraryId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('embeddings')
    .select('chunk_id')
    .where('space_id', '=', spaceId)
    .where('library_id', '=', libraryId)
    .execute()
  return rows.map(row => row.chunk_id)
}

export function listVectors(
  db: Db,
  { spaceId, libraryId, chunkIds }: { spaceId: number; libraryId: number; chunkIds: readonly number[] },
): Promise<Pick<EmbeddingRow, 'chunk_id' | 'vector'>[]> {
  return db
    .selectFrom('embeddings')
    .select(['chunk_id', 'vector'])
    .where('space_id', '=', spaceId)
    .where('library_id', '=', libraryId)
    .where('chunk_id', 'in', chunkIds)
    .execute()
}

/** As they are stored: float32, little endian. */
export function toBytes(vector: Float32Array): Uint8Array {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength)
}

export function fromBytes(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer)
}
