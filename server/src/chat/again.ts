import { Refusal } from '../lib/refusal.ts'
import { newId } from '../lib/id.ts'
import { findMessage, findMessageById, findReplyTo, listSiblings } from '../store/messages.ts'
import { claimNext, reopen, requestStop } from '../store/replies.ts'
import { changeConversation } from '../store/revisions.ts'
import type { Db, MessageRow } from '../store/tables.ts'
import { isEnd, type Message } from '@folio/protocol'
import { acceptContent } from './content.ts'
import { begin, presentReplay, type Accepted } from './accepted.ts'
import { findEarlier, writeOnce } from './once.ts'
import { refuseUnoffered, takeTurn, type Answerer, type Desk } from './turn.ts'
import { findLiving, showMessage } from './shown.ts'

type Asked = { userId: string; messageId: string; replyId?: string | undefined; model?: string | undefined }

/** Another reply beside one that is there. The same `replyId` again starts nothing. */
export async function regenerate(desk: Desk, asked: Asked): Promise<Accepted> {
  const accepted = await writeOnce(desk.store, async trx => {
    const former = await requireMessage(trx, asked)
    const answerer = answererLike(former, asked)
    refuseUnoffered(desk, answerer)
    const message =
      former.role === 'assistant' && former.parent_id !== null
        ? await findMessageById(trx, former.parent_id)
        : undefined
    if (!message) throw new Refusal('not_regenerable', 'Only a reply can be made again.')
    const earlier = asked.replyId === undefined ? undefined : await findMessageById(trx, asked.replyId)
    if (earlier) return { ...sameReply(earlier, asked.userId, message), replayed: true as const }
    const turn = await takeTurn(trx, desk, { userId: asked.userId, conversationId: former.conversation_id })
    return { ...(await turn.open(message, { ...asked, ...answerer })), replayed: false as const }
  })
  return accepted.replayed ? presentReplay(desk.store.db, accepted) : begin(desk, accepted)
}

/** What the workers have answered they answer again, by the same model of theirs unless another is named. */
function answererLike(former: MessageRow | undefined, { model }: Asked): Answerer {
  if (former?.provider == null) return { model }
  return { model: model ?? former.model ?? undefined, provider: former.provider }
}

function sameReply(reply: MessageRow, userId: string, message: MessageRow): { message: MessageRow; reply: MessageRow } {
  if (reply.user_id !== userId) throw new Refusal('id_taken', 'That id is taken.')
  if (reply.parent_id !== message.id)
    throw new Refusal('idempotency_mismatch', 'That id was sent before with something else.')
  return { message, reply }
}

/** Says a message otherwise: a sibling of it with a reply of its own. Nothing is overwritten. */
export async function edit(desk: Desk, asked: Asked & { id?: string | undefined; content: string }): Promise<Accepted> {
  const content = acceptContent(asked.content, desk.rules)
  const accepted = await writeOnce(desk.store, async trx => {
    const former = await requireMessage(trx, asked)
    if (former.role !== 'user') throw new Refusal('not_editable', 'Only what a person has said can be edited.')
    const conversationId = former.conversation_id
    const answerer = answererLike(await findReplyTo(trx, former), asked)
    refuseUnoffered(desk, answerer)
    const earlier = await findEarlier(trx, { ...asked, conversationId }, content)
    if (earlier) return { ...earlier, replayed: true as const }
    const turn = await takeTurn(trx, desk, { userId: asked.userId, conversationId })
    const message = turn.row({
      id: asked.id ?? newId(),
      parent_id: former.parent_id,
      role: 'user',
      content,
      finished_at: turn.at,
    })
    return { ...(await turn.open(message, { ...asked, ...answerer })), replayed: false as const }
  })
  return accepted.replayed ? presentReplay(desk.store.db, accepted) : begin(desk, accepted)
}

/** An ended reply goes on in place, behind the text it has; without text it is simply tried again. */
export async function continueReply(desk: Desk, asked: Asked): Promise<Accepted> {
  const { store, podId } = desk
  const opened = await store.write(async trx => {
    const former = await requireMessage(trx, asked)
    if (former.role !== 'assistant') throw notContinuable('Only a reply can be continued.')
    const turn = await takeTurn(trx, desk, { userId: asked.userId, conversationId: former.conversation_id })
    const waiting = await reopen(trx, former.id, former.epoch, turn.rev)
    if (!waiting) throw notContinuable('This reply is complete, or under way.')
    const claimed = desk.replies.takesWork()
      ? await claimNext(trx, waiting.conversation_id, { podId, now: store.now })
      : undefined
    const reply = claimed?.id === waiting.id ? claimed : waiting
    const conversation = await changeConversation(
      trx,
      { ...turn.key, id: waiting.conversation_id },
      { updated_at: turn.at },
    )
    const message = reply.parent_id === null ? undefined : await findMessageById(trx, reply.parent_id)
    if (!message || !conversation) throw notContinuable('There is nothing to continue.')
    const siblings = await listSiblings(trx, conversation.id, [message, reply])
    const living = await findLiving(trx, [reply])
    return { message, reply, siblings, living, conversation, claimed }
  })
  const { claimed, reply } = opened
  // Another had waited for longer.
  if (claimed && claimed.id !== reply.id) desk.replies.begin(claimed)
  return begin(desk, opened)
}

const notContinuable = (detail: string) => new Refusal('not_continuable', detail)

/** Asks a reply to stop; its text so far is kept. `ended`: it had ended before. */
export async function stop(
  { store, replies }: Desk,
  { userId, messageId }: Asked,
): Promise<{ message: Message; ended: boolean }> {
  const row = await requireMessage(store.db, { userId, messageId })
  const asked = isEnd(row.status) ? undefined : await store.write(trx => requestStop(trx, row.id))
  if (asked) await replies.stop(asked)
  return { message: await presentMessage(store.db, { userId, messageId }), ended: asked === undefined }
}

/** One message as its owner sees it. */
export async function presentMessage(db: Db, asked: Asked): Promise<Message> {
  const row = await requireMessage(db, asked)
  return showMessage(db, row)
}

export async function requireMessage(db: Db, { userId, messageId }: Asked): Promise<MessageRow> {
  const row = await findMessage(db, userId, messageId)
  if (!row) throw new Refusal('not_found', 'There is no such message.')
  return row
}
