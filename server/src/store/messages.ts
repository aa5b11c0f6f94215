import { sql } from 'kysely'
import type { InsertObject } from 'kysely'
import type { Db, MessageRow, Tables, Trx } from './tables.ts'

export function findMessage(db: Db, userId: string, id: string): Promise<MessageRow | undefined> {
  return db.selectFrom('messages').selectAll().where('id', '=', id).where('user_id', '=', userId).executeTakeFirst()
}

/** Whoever owns it: ids are keys for everybody, so a free one must be told from a taken one. */
export function findMessageById(db: Db, id: string): Promise<MessageRow | undefined> {
  return db.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirst()
}

export function findReplyTo(db: Db, message: Pick<MessageRow, 'id' | 'conversation_id'>): Promise<MessageRow | undefined> {
  return db
    .selectFrom('messages')
    .selectAll()
    .where('conversation_id', '=', message.conversation_id)
    .where('parent_id', '=', message.id)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
}

/**
 * The path of a conversation that ends at `from`: at most `limit` messages, oldest first. One look-up by key for
 * each message, whatever else the conversation holds.
 */
export async function listPath(db: Db, conversationId: string, from: string | null, limit: number): Promise<MessageRow[]> {
  if (from === null) return []
  const rows = await db
    .withRecursive('path', query =>
      query
        .selectFrom('messages')
        .selectAll()
        .select(sql<number>`1`.as('depth'))
        .where('id', '=', from)
        .where('conversation_id', '=', conversationId)
        .unionAll(
          query
            .selectFrom('path')
            .innerJoin('messages', 'messages.id', 'path.parent_id')
            .selectAll('messages')
            .select(sql<number>`path.depth + 1`.as('depth'))
            .where('path.depth', '<', limit),
        ),
    )
    .selectFrom('path')
    .selectAll()
    .orderBy('depth', 'desc')
    .execute()
  return rows.map(({ depth: _, ...row }) => row)
}

/** For each of these messages the ids of all with the same parent, itself included, oldest first. */
export async function listSiblings(db: Db, conversationId: string, messages: readonly Pick<MessageRow, 'id' | 'parent_id'>[]): Promise<Map<string, string[]>> {
  const parents = [...new Set(messages.map(message => message.parent_id))]
  const named = parents.filter(parent => parent !== null)
  const rows = await db
    .selectFrom('messages')
    .select(['id', 'parent_id'])
    .where('conversation_id', '=', conversationId)
    .where(where =>
      where.or([
        ...(named.length > 0 ? [where('parent_id', 'in', named)] : []),
        ...(named.length < parents.length ? [where('parent_id', 'is', null)] : []),
      ]),
    )
    .orderBy('seq')
    .execute()
  const children = groupByParent(rows)
  return new Map(messages.map(message => [message.id, children.get(message.parent_id) ?? [message.id]]))
}

function groupByParent(rows: readonly Pick<MessageRow, 'id' | 'parent_id'>[]): Map<string | null, string[]> {
  const groups = new Map<string | null, string[]>()
  for (const { id, parent_id } of rows) {
    const group = groups.get(parent_id)
    if (group) group.push(id)
    else groups.set(parent_id, [id])
  }
  return groups
}

/** The newest leaf below a message, itself if nothing follows: where a chosen version leads. */
export async function findLeaf(db: Db, conversationId: string, id: string): Promise<string> {
  let leaf = id
  for (;;) {
    const child = await db
      .selectFrom('messages')
      .select('id')
      .where('conversation_id', '=', conversationId)
      .where('parent_id', '=', leaf)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (!child) return leaf
    leaf = child.id
  }
}

export async function insertMessages(trx: Trx, rows: InsertObject<Tables, 'messages'>[]): Promise<void> {
  await trx.insertInto('messages').values(rows).execute()
}
