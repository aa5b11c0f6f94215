import { sql, type RawBuilder } from 'kysely'
import { listed } from './listed.ts'
import { prepared, type Given } from './prepared.ts'
import { indexMessages } from './search-index.ts'
import type { Db, MessageRow, Trx } from './tables.ts'

/** How long an owner may be silent before another may take its reply over. */
export const LEASE_MS = 10_000

type Owner = { podId: string; now: RawBuilder<number> }

const streaming = sql.lit('streaming' as const)
const queued = sql.lit('queued' as const)
/** What the index of these replies says: from less SQLite does not conclude that it may use it. */
const UNDER_WAY = [queued, streaming]

/** Who holds a lease: the columns of a reply that has just found an owner. */
function leased({ podId, now }: Owner) {
  return { pod_id: podId, lease_until: sql<number>`${now} + ${LEASE_MS}` }
}

/** How many replies of a conversation wait, and whether one streams. */
export async function countUnderWay(db: Db, conversationId: string): Promise<{ queued: number; streaming: number }> {
  const rows = await underWay(db, { conversationId })
  const count = (status: string) => rows.filter(row => row.status === status).length
  return { queued: count('queued'), streaming: count('streaming') }
}

const underWay = prepared((db, given: Given<{ conversationId: string }>) =>
  db
    .selectFrom('messages')
    .select('status')
    .where('status', 'in', UNDER_WAY)
    .where('conversation_id', '=', given.conversationId),
)

/** Which of these conversations have a reply under way. */
export async function listReplying(db: Db, conversationIds: readonly string[]): Promise<Set<string>> {
  if (conversationIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('messages')
    .select('conversation_id')
    .where('status', 'in', UNDER_WAY)
    .where('conversation_id', 'in', conversationIds)
    .execute()
  return new Set(rows.map(row => row.conversation_id))
}

/** A reply without its text: of those there may be any number. */
export type ReplyKey = Pick<MessageRow, 'id' | 'seq' | 'rev' | 'epoch' | 'status'>

/** The replies of a conversation that have ended behind a revision, or not yet, in the order of their revisions. */
export function listRepliesSince(db: Db, conversationId: string, rev: number): Promise<ReplyKey[]> {
  return db
    .selectFrom('messages')
    .select(['id', 'seq', 'rev', 'epoch', 'status'])
    .where('conversation_id', '=', conversationId)
    .where('role', '=', 'assistant')
    .where(({ or, eb }) => or([eb('rev', '>', rev), eb('status', 'in', UNDER_WAY)]))
    .orderBy('rev')
    .execute()
}

/** Lets the reply that has waited longest stream, unless one streams already. */
export async function claimNext(trx: Trx, conversationId: string, owner: Owner): Promise<MessageRow | undefined> {
  return trx
    .updateTable('messages')
    .set({ status: 'streaming', attempts: sql<number>`attempts + 1`, ...leased(owner) })
    .where('id', '=', where =>
      where
        .selectFrom('messages as waiting')
        .select('waiting.id')
        .where('waiting.status', 'in', UNDER_WAY)
        .where('waiting.status', '=', queued)
        .where('waiting.conversation_id', '=', conversationId)
        .orderBy('waiting.seq')
        .limit(1),
    )
    .where('status', '=', queued)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('messages as other')
            .select('other.id')
            .where('other.status', '=', streaming)
            .where('other.conversation_id', '=', conversationId),
        ),
      ),
    )
    .returningAll()
    .executeTakeFirst()
}

/** Conversations in which a reply waits and none streams: their queue has lost whoever would have gone on with it. */
export async function listStalledQueues(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('messages as waiting')
    .select('waiting.conversation_id')
    .distinct()
    .where('waiting.status', 'in', UNDER_WAY)
    .where('waiting.status', '=', queued)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('messages as other')
            .select('other.id')
            .where('other.status', '=', streaming)
            .whereRef('other.conversation_id', '=', 'waiting.conversation_id'),
        ),
      ),
    )
    .limit(1_000)
    .execute()
  return rows.map(row => row.conversation_id)
}

/**
 * One statement for all replies that a pod has in hand: what it has lost sight of, by a commit whose answer never came,
 * expires. What is missing from the answer is no longer the pod's.
 */
export function renewLeases(
  trx: Trx,
  ids: readonly string[],
  owner: Owner,
): Promise<Pick<MessageRow, 'id' | 'epoch' | 'stop_requested'>[]> {
  return trx
    .updateTable('messages')
    .set({ lease_until: leased(owner).lease_until })
    .where('id', 'in', listed(trx, ids))
    .where('status', '=', streaming)
    .where('pod_id', '=', owner.podId)
    .returning(['id', 'epoch', 'stop_requested'])
    .execute()
}

/**
 * Takes over the streaming replies whose lease has ended (`all`: whoever held them, for who knows that every other
 * owner is dead), each with the next epoch.
 */
export function takeOver(trx: Trx, owner: Owner, all: boolean, postgres: boolean): Promise<MessageRow[]> {
  return trx
    .updateTable('messages')
    .set({ epoch: sql<number>`epoch + 1`, ...leased(owner) })
    .where('id', 'in', where => {
      let expired = where.selectFrom('messages as expired').select('expired.id').where('expired.status', '=', streaming)
      if (!all) expired = expired.where('expired.lease_until', '<', owner.now).limit(100)
      return postgres ? expired.forUpdate().skipLocked() : expired
    })
    .returningAll()
    .execute()
}

/** A reply in hand goes on at its next attempt. False when it was taken over meanwhile. */
export async function countAttempt(trx: Trx, { id, epoch }: Held): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('messages')
    .set({ attempts: sql<number>`attempts + 1` })
    .where('id', '=', id)
    .where('epoch', '=', epoch)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

type Held = Pick<MessageRow, 'id' | 'epoch'>
type Text = Pick<MessageRow, 'content' | 'marks'>

/** What a streaming reply has so far. False when it was not ours any more. */
export async function checkpoint(trx: Trx, { id, epoch }: Held, text: Text): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('messages')
    .set(text)
    .where('id', '=', id)
    .where('epoch', '=', epoch)
    .where('status', '=', streaming)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Back to the queue, for another owner; the epoch keeps this one out. False when it was not ours any more. */
export async function requeue(trx: Trx, { id, epoch }: Held, text: Text): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('messages')
    .set({ ...text, status: 'queued', epoch: epoch + 1, pod_id: null, lease_until: null })
    .where('id', '=', id)
    .where('epoch', '=', epoch)
    .where('status', '=', streaming)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export type Settlement = Pick<
  MessageRow,
  'content' | 'marks' | 'status' | 'error' | 'finish_reason' | 'prompt_tokens' | 'token_count' | 'finished_at' | 'rev'
>

/**
 * The one guarded write that ends a reply: its whole text, its end and what it is found by together. Undefined when
 * somebody else has the reply.
 */
export async function settle(
  trx: Trx,
  id: string,
  epoch: number,
  from: 'queued' | 'streaming',
  end: Settlement,
): Promise<MessageRow | undefined> {
  const settled = await settleOne(trx, { ...end, id, epoch, from })
  await indexMessages(trx, settled)
  return settled[0]
}

const settleOne = prepared((db, given: Given<Settlement & { id: string; epoch: number; from: MessageRow['status'] }>) =>
  db
    .updateTable('messages')
    .set({
      content: given.content,
      marks: given.marks,
      status: given.status,
      error: given.error,
      finish_reason: given.finish_reason,
      prompt_tokens: given.prompt_tokens,
      token_count: given.token_count,
      finished_at: given.finished_at,
      rev: given.rev,
      pod_id: null,
      lease_until: null,
    })
    .where('id', '=', given.id)
    .where('epoch', '=', given.epoch)
    .where('status', '=', given.from)
    .returningAll(),
)

/** Asks whoever writes it to stop. Answers the row as it stands. */
export function requestStop(trx: Trx, id: string): Promise<MessageRow | undefined> {
  return trx
    .updateTable('messages')
    .set({ stop_requested: 1 })
    .where('id', '=', id)
    .where('status', 'in', UNDER_WAY)
    .returningAll()
    .executeTakeFirst()
}

/** The same for all replies under way in a conversation. */
export function stopAll(trx: Trx, conversationId: string): Promise<MessageRow[]> {
  return trx
    .updateTable('messages')
    .set({ stop_requested: 1 })
    .where('status', 'in', UNDER_WAY)
    .where('conversation_id', '=', conversationId)
    .returningAll()
    .execute()
}

/** An ended reply waits for its turn to go on, with the text it has. */
export function reopen(trx: Trx, id: string, epoch: number, rev: number): Promise<MessageRow | undefined> {
  return trx
    .updateTable('messages')
    .set({
      status: 'queued',
      epoch: epoch + 1,
      rev,
      attempts: 0,
      stop_requested: 0,
      error: null,
      finish_reason: null,
      finished_at: null,
    })
    .where('id', '=', id)
    .where('epoch', '=', epoch)
    .where('status', 'in', ['stopped', 'failed', 'interrupted'])
    .returningAll()
    .executeTakeFirst()
}
