import type { Db, ShareRow, Trx } from './tables.ts'

/** `pieces`: its messages, as `readPiece` gives them back. */
export async function insertShare(trx: Trx, row: ShareRow, pieces: readonly string[]): Promise<void> {
  await trx.insertInto('shares').values(row).execute()
  for (const [n, messages] of pieces.entries()) {
    await trx.insertInto('share_pieces').values({ share_id: row.id, n, messages }).execute()
  }
}

/** Whoever has the token may see what it opens. */
export function findShareByToken(db: Db, token: string): Promise<ShareRow | undefined> {
  return db.selectFrom('shares').selectAll().where('token', '=', token).executeTakeFirst()
}

/** From 0; undefined behind the last one, and where the share has been taken back. */
export async function findPiece(db: Db, shareId: string, n: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('share_pieces')
    .select('messages')
    .where('share_id', '=', shareId)
    .where('n', '=', n)
    .executeTakeFirst()
  return row?.messages
}

type Query = { userId: string; conversationId?: string; limit: number; after?: string | undefined }

/** The newest first, behind the id `after`. */
export function listShares(db: Db, { userId, conversationId, limit, after }: Query): Promise<ShareRow[]> {
  let rows = db.selectFrom('shares').selectAll().where('user_id', '=', userId)
  if (conversationId !== undefined) rows = rows.where('conversation_id', '=', conversationId)
  if (after !== undefined) rows = rows.where('id', '<', after)
  return rows.orderBy('id', 'desc').limit(limit).execute()
}

export async function countShares(db: Db, userId: string): Promise<number> {
  const { count } = await db
    .selectFrom('shares')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** False where it is not there, or somebody else's. */
export async function deleteShare(trx: Trx, userId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('shares')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** They go with the conversations, which one user hands to another. */
export async function moveShares(trx: Trx, from: string, to: string): Promise<void> {
  await trx.updateTable('shares').set({ user_id: to }).where('user_id', '=', from).execute()
}
