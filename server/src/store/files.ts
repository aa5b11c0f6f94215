import { sql, type ExpressionBuilder } from 'kysely'
import type { CatalogDb, CatalogTables, CatalogTrx, FileRow } from './catalog-tables.ts'

/** Foreign files are absent ones: the look-up names the owner. */
export function findFile(db: CatalogDb, ownerId: string, id: string): Promise<FileRow | undefined> {
  return db.selectFrom('files').selectAll().where('id', '=', id).where('owner_id', '=', ownerId).executeTakeFirst()
}

/** For who has made sure already that it may be read. */
export function findFileById(db: CatalogDb, id: string): Promise<FileRow | undefined> {
  return db.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function insertFile(trx: CatalogTrx, row: FileRow): Promise<void> {
  await trx.insertInto('files').values(row).execute()
}

/** All that somebody has uploaded, the oldest first, behind the id `after`. */
export function listFilesOf(db: CatalogDb, ownerId: string, limit: number, after = ''): Promise<FileRow[]> {
  return db
    .selectFrom('files')
    .selectAll()
    .where('owner_id', '=', ownerId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** All of it has come. Undefined where the row has gone meanwhile. */
export function completeFile(
  trx: CatalogTrx,
  id: string,
  whole: Pick<FileRow, 'size' | 'sha256'>,
): Promise<FileRow | undefined> {
  return trx.updateTable('files').set(whole).where('id', '=', id).returningAll().executeTakeFirst()
}

/** Of all that somebody has. */
export async function sumFileBytes(db: CatalogDb, ownerId: string): Promise<number> {
  const row = await db
    .selectFrom('files')
    .select(sql<number>`cast(coalesce(sum(size), 0) as bigint)`.as('bytes'))
    .where('owner_id', '=', ownerId)
    .executeTakeFirst()
  return row?.bytes ?? 0
}

type Unused = { before: number; after: string; limit: number }

/** What no source is made of, and has been there since before `before`: the oldest first, behind the id `after`. */
export function listUnusedFiles(db: CatalogDb, { before, after, limit }: Unused): Promise<FileRow[]> {
  return db
    .selectFrom('files')
    .selectAll()
    .where('id', '>', after)
    .where('created_at', '<', before)
    .where(isUnused)
    .orderBy('id')
    .limit(limit)
    .execute()
}

export async function deleteUnusedFile(trx: CatalogTrx, id: string): Promise<void> {
  await trx.deleteFrom('files').where('id', '=', id).where(isUnused).execute()
}

function isUnused({ not, exists, selectFrom }: ExpressionBuilder<CatalogTables, 'files'>) {
  return not(exists(selectFrom('sources').select('sources.id').whereRef('sources.file_id', '=', 'files.id')))
}

/** Answers what it was, for its bytes to be removed; undefined where it is gone already. */
export function deleteFile(trx: CatalogTrx, id: string): Promise<FileRow | undefined> {
  return trx.deleteFrom('files').where('id', '=', id).returningAll().executeTakeFirst()
}

export async function moveFiles(trx: CatalogTrx, from: string, to: string): Promise<void> {
  await trx.updateTable('files').set({ owner_id: to }).where('owner_id', '=', from).execute()
}
