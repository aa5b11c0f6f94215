import { sql } from 'kysely'
import { prepared, type Given } from './prepared.ts'
import type { ConversationRow, Db, MessageRow, Trx, UserRow } from './tables.ts'

export function findUser(db: Db, id: string): Promise<UserRow | undefined> {
  return db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
}

/** `email` in lower case. */
export function findUserByEmail(db: Db, email: string): Promise<UserRow | undefined> {
  return db.selectFrom('users').selectAll().where('email', '=', email).executeTakeFirst()
}

/** Undefined where the e-mail address is taken. */
export function insertUser(trx: Trx, row: UserRow): Promise<UserRow | undefined> {
  return trx
    .insertInto('users')
    .values(row)
    .onConflict(conflict => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
}

/** Who comes from outside, made at first sight; organisation and role are what the row says. The row is locked then. */
export async function meetExternalUser(trx: Trx, row: UserRow): Promise<UserRow> {
  const { org_id, role } = row
  return trx
    .insertInto('users')
    .values(row)
    .onConflict(conflict => conflict.column('external_id').doUpdateSet({ org_id, role }))
    .returningAll()
    .executeTakeFirstOrThrow()
}

export type UserChange = Partial<
  Pick<UserRow, 'kind' | 'email' | 'password_hash' | 'display_name' | 'external_id' | 'org_id' | 'role'>
>

export function updateUser(trx: Trx, id: string, change: UserChange): Promise<UserRow | undefined> {
  return trx.updateTable('users').set(change).where('id', '=', id).returningAll().executeTakeFirst()
}

/** Takes the row until the transaction ends: who comes at the same time waits, and sees what became of it. */
export function lockUser(trx: Trx, id: string): Promise<UserRow | undefined> {
  return trx
    .updateTable('users')
    .set({ rev: sql<number>`rev` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

/** Whose conversation it is, as things stand. */
export async function findOwner(db: Db, conversationId: string): Promise<string | undefined> {
  return (await owner(db, { conversationId }))[0]?.user_id
}

const owner = prepared((db, given: Given<{ conversationId: string }>) =>
  db.selectFrom('conversations').select('user_id').where('id', '=', given.conversationId),
)

/** The replies that are being written for a user, and by whom. */
export function listWriting(db: Db, userId: string): Promise<Pick<MessageRow, 'id' | 'pod_id'>[]> {
  const streaming = sql.lit('streaming' as const)
  return db
    .selectFrom('messages')
    .select(['id', 'pod_id'])
    .where('status', '=', streaming)
    .where('user_id', '=', userId)
    .execute()
}

/** Removes the user; sessions, conversations and messages go with the row. */
export async function deleteUser(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('users').where('id', '=', id).execute()
}

/** Conversations of a user that answer from the default bot name this one from now on. */
export async function nameBot(trx: Trx, userId: string, botId: string): Promise<void> {
  await trx
    .updateTable('conversations')
    .set({ bot_id: botId })
    .where('user_id', '=', userId)
    .where('bot_id', 'is', null)
    .execute()
}

/**
 * Hands all conversations of one user to another, in a few statements however many there are. A name that the other
 * uses already is dropped; revisions rise, so that open pages see what has come.
 */
export async function moveConversations(trx: Trx, from: string, to: string): Promise<ConversationRow[]> {
  const { rev } = (await lockUser(trx, to)) ?? { rev: 0 }
  const mine = trx.selectFrom('conversations as mine').where('mine.user_id', '=', from)
  const theirs = trx.selectFrom('conversations as theirs').where('theirs.user_id', '=', to)
  await trx
    .updateTable('messages')
    .set({ user_id: to })
    .where('conversation_id', 'in', mine.select('mine.id'))
    .execute()
  await trx
    .updateTable('conversations')
    .set({ name: null })
    .where('user_id', '=', from)
    .where('name', 'in', theirs.select('theirs.name'))
    .execute()
  // What finds them stays as it is, on shelves that are the other's from now on.
  await trx.updateTable('search_shelves').set({ user_id: to }).where('user_id', '=', from).execute()
  const numbered = mine
    .select(['mine.id as mine_id', sql<number>`row_number() over (order by mine.user_rev)`.as('step')])
    .as('numbered')
  await trx
    .updateTable('conversations')
    .from(numbered)
    .whereRef('conversations.id', '=', 'numbered.mine_id')
    .set({ user_id: to, rev: sql<number>`conversations.rev + 1`, user_rev: sql<number>`${rev} + numbered.step` })
    .execute()
  const moved = await trx
    .selectFrom('conversations')
    .selectAll()
    .where('user_id', '=', to)
    .where('user_rev', '>', rev)
    .orderBy('user_rev')
    .execute()
  await trx
    .updateTable('users')
    .set({ rev: rev + moved.length })
    .where('id', '=', to)
    .execute()
  return moved
}
