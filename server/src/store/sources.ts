import { sql } from 'kysely'
import { keepBot } from './bots.ts'
import type { CatalogDb, CatalogTrx, SourceRow } from './catalog-tables.ts'

export function findSource(db: CatalogDb, id: string): Promise<SourceRow | undefined> {
  return db.selectFrom('sources').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The source of a bot that holds this content already. */
export function findSourceByContent(db: CatalogDb, botId: string, contentKey: string): Promise<SourceRow | undefined> {
  return db
    .selectFrom('sources')
    .selectAll()
    .where('bot_id', '=', botId)
    .where('content_key', '=', contentKey)
    .executeTakeFirst()
}

/** Undefined, and nothing written, where its bot is gone, or has this content or this id already. */
export async function insertSource(trx: CatalogTrx, row: SourceRow): Promise<SourceRow | undefined> {
  // Who removes the bot at the same time waits, and then removes this one too.
  if (!(await keepBot(trx, row.bot_id))) return undefined
  return trx
    .insertInto('sources')
    .values(row)
    .onConflict(conflict => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
}

type Query = { of: { botId: string } | { ownerId: string }; limit: number; after: string | undefined }

/** The newest first, behind the id `after`. */
export function listSources(db: CatalogDb, { of, limit, after }: Query): Promise<SourceRow[]> {
  const all = db.selectFrom('sources').selectAll()
  const theirs = 'botId' in of ? all.where('bot_id', '=', of.botId) : all.where('owner_id', '=', of.ownerId)
  const rows = after === undefined ? theirs : theirs.where('id', '<', after)
  return rows.orderBy('id', 'desc').limit(limit).execute()
}

export type SourceChange = Partial<Omit<SourceRow, 'id' | 'created_at'>>

/** Throws what `isTaken` knows where another source of the bot has the new content already. */
export function updateSource(trx: CatalogTrx, id: string, change: SourceChange): Promise<SourceRow | undefined> {
  return trx.updateTable('sources').set(change).where('id', '=', id).returningAll().executeTakeFirst()
}

/** Answers what it was; undefined where it is gone already. */
export function deleteSource(trx: CatalogTrx, id: string): Promise<SourceRow | undefined> {
  return trx.deleteFrom('sources').where('id', '=', id).returningAll().executeTakeFirst()
}

/** How many sources somebody has, and the bytes of them together. */
export async function countSources(db: CatalogDb, ownerId: string): Promise<{ count: number; bytes: number }> {
  const row = await db
    .selectFrom('sources')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .select(sql<number>`cast(coalesce(sum(bytes), 0) as bigint)`.as('bytes'))
    .where('owner_id', '=', ownerId)
    .executeTakeFirst()
  return row ?? { count: 0, bytes: 0 }
}

/** Whether any source is made of this file. */
export async function isFileUsed(db: CatalogDb, fileId: string): Promise<boolean> {
  const row = await db.selectFrom('sources').select('id').where('file_id', '=', fileId).limit(1).executeTakeFirst()
  return row !== undefined
}

export async function moveSources(trx: CatalogTrx, from: string, to: string): Promise<void> {
  await trx.updateTable('sources').set({ owner_id: to }).where('owner_id', '=', from).execute()
}
