import { sql, type RawBuilder } from 'kysely'
import { databaseNow } from './now.ts'
import { prepared, type Given } from './prepared.ts'
import { LEASE_MS } from './replies.ts'
import { indexMessages } from './search-index.ts'
import type { Db, MessageRow, Trx } from './tables.ts'

const byId = prepared((db, given: Given<{ id: string }>) =>
  db.selectFrom('messages').selectAll().where('id', '=', given.id),
)

export async function findMessage(db: Db, userId: string, id: string): Promise<MessageRow | undefined> {
  const row = await findMessageById(db, id)
  return row?.user_id === userId ? row : undefined
}

/** Whoever owns it: ids are keys for everybody, so a free one must be told from a taken one. */
export async function findMessageById(db: Db, id: string): Promise<MessageRow | undefined> {
  return (await byId(db, { id }))[0]
}

export function findReplyTo(
  db: Db,
  message: Pick<MessageRow, 'id' | 'conversation_id'>,
): Promise<MessageRow | undefined> {
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
export async function listPath(
  db: Db,
  conversationId: string,
  from: string | null,
  limit: number,
): Promise<MessageRow[]> {
  if (from === null) return []
  const rows = await path(db, { conversationId, from, limit })
  return rows.map(({ depth: _, ...row }) => row)
}

const path = prepared((db, given: Given<{ conversationId: string; from: string; limit: number }>) =>
  db
    .withRecursive('path', query =>
      query
        .selectFrom('messages')
        .selectAll()
        .select(sql<number>`1`.as('depth'))
        .where('id', '=', given.from)
        .where('conversation_id', '=', given.conversationId)
        .unionAll(
          query
            .selectFrom('path')
            .innerJoin('messages', 'messages.id', 'path.parent_id')
            .selectAll('messages')
            .select(sql<number>`path.depth + 1`.as('depth'))
            .where('path.depth', '<', given.limit),
        ),
    )
    .selectFrom('path')
    .selectAll()
    .orderBy('depth', 'desc'),
)

/** For each of these messages the ids of all with the same parent, itself included, oldest first. */
export async function listSiblings(
  db: Db,
  conversationId: string,
  messages: readonly Pick<MessageRow, 'id' | 'parent_id'>[],
): Promise<Map<string, string[]>> {
  const parents = [...new Set(messages.map(message => message.parent_id))]
  const rows =
    parents.length > MANY_PARENTS
      ? await childrenOfMany(db, conversationId, parents)
      : await childrenOfEach(db, conversationId, parents)
  const groups = groupByParent(rows)
  return new Map(messages.map(message => [message.id, groups.get(message.parent_id) ?? [message.id]]))
}

/** Up to here a look-up for each parent is cheaper than building one query for all. */
const MANY_PARENTS = 3

type Child = Pick<MessageRow, 'id' | 'parent_id'>

const children = (db: Db, conversationId: string | RawBuilder<string>) =>
  db.selectFrom('messages').select(['id', 'parent_id']).where('conversation_id', '=', conversationId).orderBy('seq')

const childrenOf = prepared((db, given: Given<{ conversationId: string; parentId: string }>) =>
  children(db, given.conversationId).where('parent_id', '=', given.parentId),
)
const roots = prepared((db, given: Given<{ conversationId: string }>) =>
  children(db, given.conversationId).where('parent_id', 'is', null),
)

async function childrenOfEach(db: Db, conversationId: string, parents: readonly (string | null)[]): Promise<Child[]> {
  const rows: Child[] = []
  for (const parentId of parents) {
    const found = parentId === null ? roots(db, { conversationId }) : childrenOf(db, { conversationId, parentId })
    rows.push(...(await found))
  }
  return rows
}

async function childrenOfMany(db: Db, conversationId: string, parents: readonly (string | null)[]): Promise<Child[]> {
  const named = parents.filter(parent => parent !== null)
  const rows = await children(db, conversationId).where('parent_id', 'in', named).execute()
  return named.length === parents.length ? rows : [...rows, ...(await childrenOfEach(db, conversationId, [null]))]
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

/** A reply that streams from the start has its lease from the database's clock; what is said already can be found. */
export async function insertMessages(trx: Trx, rows: readonly MessageRow[]): Promise<void> {
  for (const row of rows) await insertMessage(trx, row)
  await indexMessages(trx, rows)
}

const insertMessage = prepared((db, given: Given<MessageRow>) =>
  db.insertInto('messages').values({
    id: given.id,
    conversation_id: given.conversation_id,
    user_id: given.user_id,
    parent_id: given.parent_id,
    role: given.role,
    content: given.content,
    marks: given.marks,
    status: given.status,
    error: given.error,
    model: given.model,
    provider: given.provider,
    epoch: given.epoch,
    attempts: given.attempts,
    prompt_tokens: given.prompt_tokens,
    token_count: given.token_count,
    finish_reason: given.finish_reason,
    seq: given.seq,
    rev: given.rev,
    pod_id: given.pod_id,
    lease_until: sql<number>`case when ${given.status} = 'streaming' then ${databaseNow(db)} + ${LEASE_MS} end`,
    stop_requested: given.stop_requested,
    created_at: given.created_at,
    finished_at: given.finished_at,
    rating: given.rating,
    comment: given.comment,
    rating_rev: given.rating_rev,
  }),
)
