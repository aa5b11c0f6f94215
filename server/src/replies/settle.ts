import type { EndMark, Part } from '@folio/protocol'
import { PODS_TOPIC, type Bus } from '../bus/bus.ts'
import { claimNext, countUnderWay, requeue, settle } from '../store/replies.ts'
import { raiseConversation, raiseUserRevision } from '../store/revisions.ts'
import type { Store } from '../store/open.ts'
import type { ConversationRow, MessageRow } from '../store/tables.ts'
import { findOwner } from '../store/users.ts'
import { toRow } from './row-parts.ts'
import { chargeReply, type Spent } from './spent.ts'

/** A reply that has ended, its conversation with the revisions that say so, and the reply whose turn it is now. */
export type Settled = { row: MessageRow; conversation: ConversationRow; next: MessageRow | undefined }

type Ended = {
  row: MessageRow
  parts: readonly Part[]
  mark: EndMark
  promptTokens: number | null
  /** Left out: no model was asked. */
  spent?: Spent
  finishedAt: number
}
type Pod = { store: Store; podId: string; takesWork: () => boolean }

/** Rolls a transaction back: the reply is somebody else's. */
class NotOurs extends Error {}

/** Writes the end of a reply and lets the next of its conversation begin, in one transaction. Undefined when it was not ours. */
export async function settleReply(pod: Pod, from: 'queued' | 'streaming', ended: Ended): Promise<Settled | undefined> {
  const { store, podId, takesWork } = pod
  const { row, parts, mark, promptTokens, spent, finishedAt } = ended
  const { content, marks } = toRow(parts)
  const attempt = store.write(async trx => {
    // Not the row's user: the conversation may have moved to another, or be gone, since the reply began.
    const userId = await findOwner(trx, row.conversation_id)
    if (userId === undefined) throw new NotOurs()
    const userRev = await raiseUserRevision(trx, userId)
    const conversation = await raiseConversation(trx, { userId, userRev, id: row.conversation_id })
    if (!conversation) throw new NotOurs()
    const settled = await settle(trx, row.id, row.epoch, from, {
      content,
      marks,
      status: mark.status,
      error: mark.error ? JSON.stringify(mark.error) : null,
      finish_reason: mark.finish_reason,
      token_count: mark.token_count,
      prompt_tokens: promptTokens,
      finished_at: finishedAt,
      rev: conversation.rev,
    })
    if (!settled) throw new NotOurs()
    if (spent) await chargeReply(trx, { userId, model: row.model, replies: 1, at: finishedAt }, spent)
    const waits = takesWork() && (await countUnderWay(trx, row.conversation_id)).queued > 0
    const next = waits ? await claimNext(trx, row.conversation_id, { podId, now: store.now }) : undefined
    return { row: settled, conversation, next }
  })
  return attempt.catch(error => {
    if (error instanceof NotOurs) return undefined
    throw error
  })
}

/** Gives a reply back to the queue, with what is visible of it and what that has cost, and tells those who may go on with it. */
export async function requeueReply(
  { store, bus }: Pick<Pod, 'store'> & { bus: Bus },
  { row, parts, spent, at }: { row: MessageRow; parts: readonly Part[]; spent: Spent; at: number },
): Promise<void> {
  await store.write(async trx => {
    const userId = await findOwner(trx, row.conversation_id)
    if (userId === undefined || !(await requeue(trx, row, toRow(parts)))) return
    await chargeReply(trx, { userId, model: row.model, replies: 0, at }, spent)
  })
  bus.publish(PODS_TOPIC, {})
}
