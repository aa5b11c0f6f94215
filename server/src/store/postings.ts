import { sql } from 'kysely'
import { column, isOneOf } from './columns.ts'
import { isPostgres } from './dialect.ts'
import { batch } from './sqlite.ts'
import type { ChunkRow, Db, Trx } from './tables.ts'

/** A chunk that is to be found by its terms. */
export type NewChunk = Pick<ChunkRow, 'hash' | 'text' | 'token_count'> & {
  terms: readonly (readonly [string, number])[]
}
export type Placed = { documentId: string; libraryId: number }

/** Chunks of one document, with their postings. Answers their numbers by their hashes. */
export async function insertChunks(
  trx: Trx,
  { documentId, libraryId }: Placed,
  chunks: readonly NewChunk[],
): Promise<Map<string, number>> {
  const rows = chunks.map(({ hash, token_count, text, terms }): (string | number)[] => [
    hash,
    token_count,
    text,
    terms.map(([term]) => term).join(' '),
  ])
  const { rows: made } = isPostgres(trx)
    ? await sql<{ id: number; hash: string }>`
        insert into chunks (document_id, hash, token_count, text, terms)
        select ${documentId}, hash, token_count, text, terms
        from unnest(${column(rows, 0)}::text[], ${column(rows, 1)}::int[], ${column(rows, 2)}::text[], ${column(rows, 3)}::text[])
          as made(hash, token_count, text, terms)
        returning id, hash`.execute(trx)
    : await sql<{ id: number; hash: string }>`
        insert into chunks (document_id, hash, token_count, text, terms)
        select ${documentId}, value ->> 0, value ->> 1, value ->> 2, value ->> 3
        from json_each(${JSON.stringify(rows)})
        returning id, hash`.execute(trx)
  const ids = new Map(made.map(({ id, hash }) => [hash, id]))
  await insertPostings(trx, libraryId, chunks, ids)
  return ids
}

type Posting = [term: string, chunkId: number, tf: number, len: number]

/** In the order of the key: each page of it is touched once. */
async function insertPostings(
  trx: Trx,
  libraryId: number,
  chunks: readonly NewChunk[],
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  const postings = chunks
    .flatMap(({ hash, token_count, terms }) =>
      terms.map(([term, tf]): Posting => [term, ids.get(hash) ?? 0, tf, token_count]),
    )
    .sort(([a, , ,], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  if (postings.length === 0) return
  if (isPostgres(trx))
    await sql`
      insert into postings (library_id, term, chunk_id, tf, len)
      select ${libraryId}::bigint, term, chunk_id, tf, len
      from unnest(${column(postings, 0)}::text[], ${column(postings, 1)}::bigint[], ${column(postings, 2)}::int[], ${column(postings, 3)}::int[])
        as made(term, chunk_id, tf, len)`.execute(trx)
  else
    await trx.executeQuery(
      batch(
        'insert into postings (library_id, term, chunk_id, tf, len) values (?, ?, ?, ?, ?)',
        postings.map(posting => [libraryId, ...posting]),
      ),
    )
}

/** The numbers of a document's chunks, by their hashes: `limit` of them behind the hash `after`. */
export function listChunks(
  db: Db,
  documentId: string,
  limit: number,
  after = '',
): Promise<Pick<ChunkRow, 'id' | 'hash'>[]> {
  return db
    .selectFrom('chunks')
    .select(['id', 'hash'])
    .where('document_id', '=', documentId)
    .where('hash', '>', after)
    .orderBy('hash')
    .limit(limit)
    .execute()
}

/** Chunks that one version of their document does not have; of version 0 that is all of them. */
export function listUnplacedChunks(
  db: Db,
  { documentId, version }: { documentId: string; version: number },
  limit: number,
  after = '',
): Promise<Pick<ChunkRow, 'id' | 'hash' | 'terms'>[]> {
  return db
    .selectFrom('chunks')
    .select(['id', 'hash', 'terms'])
    .where('document_id', '=', documentId)
    .where('hash', '>', after)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('places')
            .select('places.n')
            .whereRef('places.chunk_id', '=', 'chunks.id')
            .where('places.version', '=', version),
        ),
      ),
    )
    .orderBy('hash')
    .limit(limit)
    .execute()
}

/** Chunks with their postings, by the key of each, and their vectors. Answers how many vectors there were. */
export async function deleteChunks(
  trx: Trx,
  libraryId: number,
  chunks: readonly Pick<ChunkRow, 'id' | 'terms'>[],
): Promise<number> {
  const keys = chunks
    .flatMap(({ id, terms }) => (terms === '' ? [] : terms.split(' ').map((term): [string, number] => [term, id])))
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const ids = chunks.map(chunk => chunk.id)
  if (isPostgres(trx)) {
    await sql`
      delete from postings using unnest(${column(keys, 0)}::text[], ${column(keys, 1)}::bigint[]) as gone(term, chunk_id)
      where postings.library_id = ${libraryId} and postings.term = gone.term and postings.chunk_id = gone.chunk_id`.execute(
      trx,
    )
  } else {
    await trx.executeQuery(
      batch(
        'delete from postings where library_id = ? and term = ? and chunk_id = ?',
        keys.map(key => [libraryId, ...key]),
      ),
    )
  }
  // The chunks first: who is giving them vectors has locked them, and those are here afterwards.
  await trx
    .deleteFrom('chunks')
    .where(isOneOf(trx, 'id', ids))
    .execute()
  const { numDeletedRows: vectors } = await trx
    .deleteFrom('embeddings')
    .where(isOneOf(trx, 'chunk_id', ids))
    .executeTakeFirst()
  // Whoever keeps them in memory is to let them go.
  if (vectors > 0n) await raiseLibrary(trx, libraryId)
  return Number(vectors)
}

async function raiseLibrary(trx: Trx, id: number): Promise<void> {
  await trx
    .updateTable('libraries')
    .set({ rev: sql<number>`rev + 1` })
    .where('id', '=', id)
    .execute()
}

/** How many chunks a document has, and how many vectors they have, in all versions. */
export async function countChunks(db: Db, documentId: string): Promise<{ chunks: number; embeddings: number }> {
  const row = await db
    .selectFrom('chunks')
    .select(({ fn }) => fn.countAll<number>().as('chunks'))
    .select(where =>
      where
        .selectFrom('embeddings')
        .innerJoin('chunks as mine', 'mine.id', 'embeddings.chunk_id')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('mine.document_id', '=', documentId)
        .as('embeddings'),
    )
    .where('document_id', '=', documentId)
    .executeTakeFirst()
  return { chunks: row?.chunks ?? 0, embeddings: row?.embeddings ?? 0 }
}
