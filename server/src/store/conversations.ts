import { sql } from 'kysely'
import { prepared, type Given } from './prepared.ts'
import { indexTitle } from './search-index.ts'
import { changeConversation, raiseUserRevision, type ConversationChange } from './revisions.ts'
import type { ConversationRow, Db, TombstoneRow, Trx } from './tables.ts'

/** Foreign conversations are absent ones: every look-up names the user. */
export async function findConversation(db: Db, userId: string, id: string): Promise<ConversationRow | undefined> {
  return (await byId(db, { userId, id }))[0]
}

const byId = prepared((db, given: Given<{ userId: string; id: string }>) =>
  db.selectFrom('conversations').selectAll().where('id', '=', given.id).where('user_id', '=', given.userId),
)

export function findConversationByName(db: Db, userId: string, name: string): Promise<ConversationRow | undefined> {
  return db
    .selectFrom('conversations')
    .selectAll()
    .where('user_id', '=', userId)
    .where('name', '=', name)
    .executeTakeFirst()
}

/** Undefined, and nothing written, where the id or the name is taken. */
export async function insertConversation(
  trx: Trx,
  row: Omit<ConversationRow, 'rev' | 'user_rev'>,
): Promise<ConversationRow | undefined> {
  const taken = await trx
    .selectFrom('conversations')
    .select('id')
    .where(({ or, and, eb }) =>
      or([eb('id', '=', row.id), and([eb('user_id', '=', row.user_id), eb('name', '=', row.name)])]),
    )
    .executeTakeFirst()
  if (taken) return undefined
  const userRev = await raiseUserRevision(trx, row.user_id)
  const made = await trx
    .insertInto('conversations')
    .values({ ...row, rev: 1, user_rev: userRev })
    .onConflict(conflict => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
  if (made && made.title !== '') await indexTitle(trx, made)
  return made
}

/** Newest activity first, after the row that `cursor` names. */
export function listConversations(
  db: Db,
  query: { userId: string; archived: boolean; limit: number; after?: { updatedAt: number; id: string } | undefined },
): Promise<ConversationRow[]> {
  let rows = db
    .selectFrom('conversations')
    .selectAll()
    .where('user_id', '=', query.userId)
    .where('archived', '=', query.archived ? 1 : 0)
  const { after } = query
  if (after) rows = rows.where(sql<boolean>`(updated_at, id) < (${after.updatedAt}, ${after.id})`)
  return rows.orderBy('updated_at', 'desc').orderBy('id', 'desc').limit(query.limit).execute()
}

/** What has changed behind a revision of the user, and what is gone. */
export async function listChanges(
  db: Db,
  userId: string,
  afterRev: number,
): Promise<{ changed: ConversationRow[]; deleted: TombstoneRow[] }> {
  const changed = await db
    .selectFrom('conversations')
    .selectAll()
    .where('user_id', '=', userId)
    .where('user_rev', '>', afterRev)
    .orderBy('user_rev')
    .execute()
  const deleted = await db
    .selectFrom('tombstones')
    .selectAll()
    .where('user_id', '=', userId)
    .where('user_rev', '>', afterRev)
    .orderBy('user_rev')
    .execute()
  return { changed, deleted }
}

export async function updateConversation(
  trx: Trx,
  userId: string,
  id: string,
  change: ConversationChange,
): Promise<ConversationRow | undefined> {
  return changeConversation(trx, { userId, id, userRev: await raiseUserRevision(trx, userId) }, change)
}

/** Removes a conversation with its messages, and leaves a tombstone for devices that come back later. */
export async function deleteConversation(
  trx: Trx,
  conversation: Pick<ConversationRow, 'id' | 'user_id'>,
  deletedAt: number,
): Promise<number> {
  const userRev = await raiseUserRevision(trx, conversation.user_id)
  await trx.deleteFrom('conversations').where('id', '=', conversation.id).execute()
  await trx
    .insertInto('tombstones')
    .values({ id: conversation.id, user_id: conversation.user_id, user_rev: userRev, deleted_at: deletedAt })
    // The id may have been deleted before, and made anew since.
    .onConflict(conflict =>
      conflict.column('id').doUpdateSet({ user_id: conversation.user_id, user_rev: userRev, deleted_at: deletedAt }),
    )
    .execute()
  return userRev
}

export async function deleteTombstones(trx: Trx, before: number): Promise<void> {
  await trx.deleteFrom('tombstones').where('deleted_at', '<', before).execute()
}
