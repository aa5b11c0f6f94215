import { sql } from 'kysely'
import { isPostgres } from './dialect.ts'
import { listed } from './listed.ts'
import { insertMessages } from './messages.ts'
import { raiseUserRevision } from './revisions.ts'
import { indexMessages } from './search-index.ts'
import type { ConversationRow, Db, ImportRow, MessageRow, Trx } from './tables.ts'

/** Who owns what is being laid down is a user that nobody can be: it is seen when it changes hands. */
export async function beginImport(trx: Trx, row: ImportRow): Promise<void> {
  await trx.insertInto('users').values({ id: row.id, kind: 'guest', rev: 0, created_at: row.at }).execute()
  await trx.insertInto('imports').values(row).execute()
}

/** Says that it goes on. */
export async function renewImport(trx: Trx, id: string, at: number): Promise<void> {
  await trx.updateTable('imports').set({ at }).where('id', '=', id).execute()
}

/** Of one user, or of which nothing was heard since before `before`. */
export function listImports(db: Db, which: { userId: string } | { before: number }): Promise<ImportRow[]> {
  const all = db.selectFrom('imports').selectAll()
  const some = 'userId' in which ? all.where('user_id', '=', which.userId) : all.where('at', '<', which.before)
  return some.execute()
}

/** At most `limit` of the messages that one has laid down and nobody has got; answers how many. */
export async function deleteLaid(trx: Trx, importId: string, limit: number): Promise<number> {
  const { numDeletedRows } = await trx
    .deleteFrom('messages')
    .where('id', 'in', from =>
      from
        .selectFrom('messages as laid')
        .innerJoin('conversations', 'conversations.id', 'laid.conversation_id')
        .select('laid.id')
        .where('conversations.user_id', '=', importId)
        .limit(limit),
    )
    .executeTakeFirst()
  return Number(numDeletedRows)
}

export async function endImport(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('users').where('id', '=', id).execute()
}

export async function insertLaid(trx: Trx, row: ConversationRow): Promise<void> {
  await trx.insertInto('conversations').values(row).execute()
}

/** So many in one statement, where each is a way to the database and back. */
const AT_ONCE = 50

/** Messages that have ended, as many as come, and what they are found by. */
export async function layMessages(trx: Trx, rows: readonly MessageRow[]): Promise<void> {
  if (!isPostgres(trx)) return insertMessages(trx, rows)
  for (let at = 0; at < rows.length; at += AT_ONCE)
    await trx
      .insertInto('messages')
      .values(rows.slice(at, at + AT_ONCE))
      .execute()
  await indexMessages(trx, rows)
}

type Whole = { id: string; importId: string; userId: string; name: string | null; head: string | null; rev: number }

/** The one write that makes a conversation somebody's, with all that was laid down of it. */
export async function publishLaid(trx: Trx, given: Whole): Promise<ConversationRow | undefined> {
  const { id, importId, userId, name, head, rev } = given
  const userRev = await raiseUserRevision(trx, userId)
  const taken = await trx
    .selectFrom('conversations')
    .select('id')
    .where('user_id', '=', userId)
    .where('name', '=', name)
    .executeTakeFirst()
  return trx
    .updateTable('conversations')
    .set({ user_id: userId, user_rev: userRev, rev, head_message_id: head, name: taken ? null : name })
    .where('id', '=', id)
    .where('user_id', '=', importId)
    .returningAll()
    .executeTakeFirst()
}

/** Those of these ids that a message has, whoever owns it. */
export async function listTakenIds(db: Db, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.selectFrom('messages').select('id').where('id', 'in', listed(db, ids)).execute()
  return new Set(rows.map(row => row.id))
}

/** All of somebody's, the first first. */
export async function listConversationIds(db: Db, userId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('conversations')
    .select('id')
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(row => row.id)
}

/** Every message without what it says: parents stand before their children, siblings in their order. */
export function listTree(db: Db, conversationId: string): Promise<{ id: string; parent_id: string | null }[]> {
  return (
    db
      .selectFrom('messages')
      .select(['id', 'parent_id'])
      .where('conversation_id', '=', conversationId)
      .orderBy('seq')
      // A question and its reply are of one turn.
      .orderBy(sql`role desc`)
      .execute()
  )
}

/** Those of these messages that are there, in the order asked for. */
export async function listMessages(db: Db, ids: readonly string[]): Promise<MessageRow[]> {
  const rows = await db.selectFrom('messages').selectAll().where('id', 'in', listed(db, ids)).execute()
  const byId = new Map(rows.map(row => [row.id, row]))
  return ids.flatMap(id => byId.get(id) ?? [])
}

/** The marks of those that cite something. */
export function listCiting(db: Db, ids: readonly string[]): Promise<Pick<MessageRow, 'marks'>[]> {
  return db
    .selectFrom('messages')
    .select('marks')
    .where('id', 'in', listed(db, ids))
    .where('marks', 'like', '%"citation"%')
    .execute()
}
