import { sql, type RawBuilder } from 'kysely'
import { column, isOneOf } from './columns.ts'
import { isPostgres } from './dialect.ts'
import { batch } from './sqlite.ts'
import type { Db, DocumentRow, DocumentVersionRow, PlaceRow, Trx } from './tables.ts'

/**
 * The document of a source, there before anything of it has been read. A new one has generation 1; where it is there
 * its generation is raised, so that what was being read of it cannot be found any more. Undefined where it was deleted.
 */
export async function raiseDocument(
  trx: Trx,
  given: Pick<DocumentRow, 'id' | 'source_id' | 'library_id'>,
): Promise<DocumentRow | undefined> {
  const raised = await trx
    .updateTable('documents')
    .set({ generation: sql<number>`generation + 1` })
    .where('source_id', '=', given.source_id)
    .where('deleted_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (raised) return raised
  return trx
    .insertInto('documents')
    .values({ ...given, generation: 1, version: 0, deleted_at: null })
    .onConflict(conflict => conflict.column('source_id').doNothing())
    .returningAll()
    .executeTakeFirst()
}

export function findDocument(db: Db, sourceId: string): Promise<DocumentRow | undefined> {
  return db.selectFrom('documents').selectAll().where('source_id', '=', sourceId).executeTakeFirst()
}

export async function hasDocument(db: Db, id: string): Promise<boolean> {
  return (await db.selectFrom('documents').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
}

export function listDocuments(db: Db, sourceIds: readonly string[]): Promise<DocumentRow[]> {
  return db
    .selectFrom('documents')
    .selectAll()
    .where(isOneOf(db, 'source_id', sourceIds))
    .execute()
}

/** Of a whole library, behind the id `after`. */
export function listDocumentsOf(db: Db, libraryId: number, limit: number, after = ''): Promise<DocumentRow[]> {
  return db
    .selectFrom('documents')
    .selectAll()
    .where('library_id', '=', libraryId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** As it stands; on PostgreSQL nobody changes it before this transaction ends. */
export function holdDocument(trx: Trx, id: string): Promise<DocumentRow | undefined> {
  const row = trx.selectFrom('documents').selectAll().where('id', '=', id)
  return (isPostgres(trx) ? row.forShare() : row).executeTakeFirst()
}

/** All but the text. */
const ABOUT = ['document_id', 'version', 'title', 'media_type', 'hash', 'chunk_count', 'token_total'] as const
export type VersionKey = Pick<DocumentVersionRow, (typeof ABOUT)[number]>

export function findVersion(db: Db, documentId: string, version: number): Promise<VersionKey | undefined> {
  return db
    .selectFrom('document_versions')
    .select(ABOUT)
    .where('document_id', '=', documentId)
    .where('version', '=', version)
    .executeTakeFirst()
}

/** Of what can be found of these documents; `length`: where the last passage ends, in UTF-16 units. */
export function listFoundVersions(
  db: Db,
  documentIds: readonly string[],
): Promise<(VersionKey & { length: number })[]> {
  return db
    .selectFrom('documents')
    .innerJoin('document_versions as found', join =>
      join.onRef('found.document_id', '=', 'documents.id').onRef('found.version', '=', 'documents.version'),
    )
    .select(ABOUT.map(name => `found.${name}` as const))
    .select(where =>
      where
        .selectFrom('places')
        .select('places.end_at')
        .whereRef('places.document_id', '=', 'found.document_id')
        .whereRef('places.version', '=', 'found.version')
        .orderBy('places.n', 'desc')
        .limit(1)
        .as('length'),
    )
    .where(isOneOf(db, 'documents.id', documentIds))
    .execute()
    .then(rows => rows.map(row => ({ ...row, length: row.length ?? 0 })))
}

export async function findText(db: Db, documentId: string, version: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('document_versions')
    .select('text')
    .where('document_id', '=', documentId)
    .where('version', '=', version)
    .executeTakeFirst()
  return row?.text
}

/** The versions of a document that are there, whole or not. */
export async function listVersions(db: Db, documentId: string): Promise<number[]> {
  const rows = await db
    .selectFrom('document_versions')
    .select('version')
    .where('document_id', '=', documentId)
    .execute()
  return rows.map(row => row.version)
}

export async function insertVersion(trx: Trx, row: DocumentVersionRow): Promise<void> {
  await trx.insertInto('document_versions').values(row).execute()
}

export async function deleteVersion(trx: Trx, documentId: string, version: number): Promise<void> {
  await trx
    .deleteFrom('document_versions')
    .where('document_id', '=', documentId)
    .where('version', '=', version)
    .execute()
}

type NewPlaces = Pick<PlaceRow, 'document_id' | 'version'> & { places: readonly NewPlace[] }
type NewPlace = Omit<PlaceRow, 'document_id' | 'version'>

export async function insertPlaces(trx: Trx, { document_id, version, places }: NewPlaces): Promise<void> {
  const rows = places.map(({ n, chunk_id, start_at, end_at, page, heading_path }) => [
    n,
    chunk_id,
    start_at,
    end_at,
    page,
    heading_path,
  ])
  if (!isPostgres(trx)) {
    const insert = `insert into places (document_id, version, n, chunk_id, start_at, end_at, page, heading_path)
      values (?, ?, ?, ?, ?, ?, ?, ?)`
    await trx.executeQuery(
      batch(
        insert,
        rows.map(row => [document_id, version, ...row]),
      ),
    )
    return
  }
  await sql`
    insert into places (document_id, version, n, chunk_id, start_at, end_at, page, heading_path)
    select ${document_id}, ${version}::int, n, chunk_id, start_at, end_at, page, heading_path
    from unnest(${column(rows, 0)}::int[], ${column(rows, 1)}::bigint[], ${column(rows, 2)}::int[],
      ${column(rows, 3)}::int[], ${column(rows, 4)}::int[], ${column(rows, 5)}::text[])
      as made(n, chunk_id, start_at, end_at, page, heading_path)`.execute(trx)
}

/** At most `limit` of them, the first first; answers how many. */
export async function deletePlaces(trx: Trx, documentId: string, version: number, limit: number): Promise<number> {
  const first = await trx
    .selectFrom('places')
    .select('n')
    .where('document_id', '=', documentId)
    .where('version', '=', version)
    .orderBy('n')
    .limit(1)
    .executeTakeFirst()
  if (!first) return 0
  const { numDeletedRows } = await trx
    .deleteFrom('places')
    .where('document_id', '=', documentId)
    .where('version', '=', version)
    .where('n', '<', first.n + limit)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** A passage of what can be found. */
export function findPlace(
  db: Db,
  { id, version }: DocumentRow,
  n: number,
): Promise<(PlaceRow & { text: string }) | undefined> {
  return db
    .selectFrom('places')
    .innerJoin('chunks', 'chunks.id', 'places.chunk_id')
    .selectAll('places')
    .select('chunks.text')
    .where('places.document_id', '=', id)
    .where('places.version', '=', version)
    .where('places.n', '=', n)
    .executeTakeFirst()
}

/** What a change of a document does to what its library counts. */
type Counted = Pick<DocumentVersionRow, 'chunk_count' | 'token_total'>
const NOTHING: Counted = { chunk_count: 0, token_total: 0 }

/** The one write that makes a version found, and the one before it not. */
export async function flipDocument(trx: Trx, document: DocumentRow, to: VersionKey): Promise<void> {
  const from = await findVersion(trx, document.id, document.version)
  await trx.updateTable('documents').set({ version: to.version }).where('id', '=', document.id).execute()
  await count(trx, document.library_id, from ?? NOTHING, to)
}

/** The one write that hides it from every search. Undefined where it was hidden already, or is not there. */
export async function hideDocument(trx: Trx, id: string, now: RawBuilder<number>): Promise<DocumentRow | undefined> {
  const hidden = await trx
    .updateTable('documents')
    .set({ deleted_at: now })
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  if (!hidden) return undefined
  await count(trx, hidden.library_id, (await findVersion(trx, hidden.id, hidden.version)) ?? NOTHING, NOTHING)
  return hidden
}

/** The same for all that a bot knows. */
export async function hideLibrary(trx: Trx, id: number, now: RawBuilder<number>): Promise<void> {
  await trx
    .updateTable('documents')
    .set({ deleted_at: now })
    .where('library_id', '=', id)
    .where('deleted_at', 'is', null)
    .execute()
  await trx
    .updateTable('libraries')
    .set({ chunk_count: 0, token_total: 0, rev: sql<number>`rev + 1` })
    .where('id', '=', id)
    .execute()
}

async function count(trx: Trx, libraryId: number, from: Counted, to: Counted): Promise<void> {
  await trx
    .updateTable('libraries')
    .set({
      chunk_count: sql<number>`chunk_count + ${to.chunk_count - from.chunk_count}`,
      token_total: sql<number>`token_total + ${to.token_total - from.token_total}`,
      rev: sql<number>`rev + 1`,
    })
    .where('id', '=', libraryId)
    .execute()
}

export async function deleteDocument(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('documents').where('id', '=', id).where('deleted_at', 'is not', null).execute()
}
