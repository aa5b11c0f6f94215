import { sql } from 'kysely'
import type { BotRow, CatalogDb, CatalogTrx } from './catalog-tables.ts'
import { isPostgres } from './dialect.ts'
import { prepared, type Given } from './prepared.ts'

export function findBot(db: CatalogDb, id: string): Promise<BotRow | undefined> {
  return db.selectFrom('bots').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function findDefaultBot(db: CatalogDb, ownerId: string): Promise<BotRow | undefined> {
  return (await defaultBot(db, { ownerId }))[0]
}

/** On the way of every message: whose owner has none has no documents. */
const defaultBot = prepared((db: CatalogDb, given: Given<{ ownerId: string }>) =>
  db.selectFrom('bots').selectAll().where('owner_id', '=', given.ownerId).where('is_default', '=', sql.lit(1)),
)

/** Undefined, and nothing written, where its owner has a default bot already and this would be a second one. */
export function insertBot(trx: CatalogTrx, row: BotRow): Promise<BotRow | undefined> {
  return trx
    .insertInto('bots')
    .values(row)
    .onConflict(conflict => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
}

export type BotPlace = Pick<BotRow, 'is_default' | 'id'>
type Query = { ownerId: string; orgId: string | undefined; limit: number; after: BotPlace | undefined }

/** Somebody's own and those of one organisation: the default one first, then the newest, behind `after`. */
export function listBots(db: CatalogDb, { ownerId, orgId, limit, after }: Query): Promise<BotRow[]> {
  let rows = db
    .selectFrom('bots')
    .selectAll()
    .where(({ or, and, eb }) => {
      const own = and([eb('owner_id', '=', ownerId), eb('org_id', 'is', null)])
      return orgId === undefined ? own : or([own, eb('org_id', '=', orgId)])
    })
  if (after) rows = rows.where(sql<boolean>`(is_default, id) < (${after.is_default}, ${after.id})`)
  return rows.orderBy('is_default', 'desc').orderBy('id', 'desc').limit(limit).execute()
}

/** All that one person has made, whoever else may use them. */
export function listBotsOf(db: CatalogDb, ownerId: string): Promise<BotRow[]> {
  return db.selectFrom('bots').selectAll().where('owner_id', '=', ownerId).orderBy('id').execute()
}

/** Keeps the bot from being removed until the transaction ends: undefined where it is gone. */
export function keepBot(trx: CatalogTrx, id: string): Promise<Pick<BotRow, 'id'> | undefined> {
  const bot = trx.selectFrom('bots').select('id').where('id', '=', id)
  return (isPostgres(trx) ? bot.forKeyShare() : bot).executeTakeFirst()
}

/** Of all that takes this, for one person one at a time goes on: their first bot is taken until the transaction ends. */
export async function takeTurnOf(trx: CatalogTrx, ownerId: string): Promise<void> {
  // SQLite has one writer at a time anyhow.
  if (!isPostgres(trx)) return
  await trx.selectFrom('bots').select('id').where('owner_id', '=', ownerId).orderBy('id').limit(1).forUpdate().execute()
}

export type BotChange = Partial<Omit<BotRow, 'id' | 'created_at'>>

export function updateBot(trx: CatalogTrx, id: string, change: BotChange): Promise<BotRow | undefined> {
  return trx.updateTable('bots').set(change).where('id', '=', id).returningAll().executeTakeFirst()
}

export async function deleteBot(trx: CatalogTrx, id: string): Promise<void> {
  await trx.deleteFrom('bots').where('id', '=', id).execute()
}

/** Hands all that one person has made to another, who must not have a default bot where one of these is. */
export async function moveBots(trx: CatalogTrx, from: string, to: string): Promise<void> {
  await trx.updateTable('bots').set({ owner_id: to }).where('owner_id', '=', from).execute()
}
