import { MAX_QUEUED, type Exchange } from '@folio/protocol'
import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../lib/clock.ts'
import { newId } from '../lib/id.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Replies } from '../replies/replies.ts'
import { findConversation } from '../store/conversations.ts'
import { findMessageById, findReplyTo, insertMessages, listSiblings } from '../store/messages.ts'
import { isTaken } from '../store/faults.ts'
import type { Store } from '../store/open.ts'
import { countUnderWay } from '../store/replies.ts'
import { raiseToReply, raiseUserRevision } from '../store/revisions.ts'
import type { ConversationRow, Db, MessageRow, Trx } from '../store/tables.ts'
import { announce } from './announce.ts'
import { acceptContent, titleFrom, type ContentLimits } from './content.ts'
import { toConversationEvent, toMessage } from './wire.ts'

/** What an accepted message stands on. `podId` owns the replies that begin here. */
export type Desk = {
  store: Store
  replies: Replies
  bus: Bus
  clock: Clock
  podId: string
  rules: ContentLimits & { defaultModel: string; offersModel(model: string): boolean }
}

export type Sending = {
  userId: string
  conversationId: string
  /** Made by the client: the same one again starts nothing. */
  id?: string | undefined
  replyId?: string | undefined
  content: string
  /** Left out: the head of the conversation. */
  parentId?: string | null | undefined
  model?: string | undefined
}

/** `replayed`: the same message had been accepted before; this is what it was answered with. `sessionId`: as on chunks. */
export type Accepted = { exchange: Exchange; reply: MessageRow; replayed: boolean; sessionId: string }

/** Takes a message: its row and its empty reply in one transaction, and once that has committed the reply begins. */
export async function send(desk: Desk, sending: Sending): Promise<Accepted> {
  const { store, rules } = desk
  const content = acceptContent(sending.content, rules)
  refuseUnknownModel(desk, sending.model)
  const accepted = await writeOnce(store, async trx => {
    const earlier = sending.id === undefined ? undefined : await findEarlier(trx, sending, content)
    if (earlier) return { ...earlier, replayed: true as const }
    const turn = await takeTurn(trx, desk, sending)
    const parentId = sending.parentId === undefined ? turn.conversation.head_message_id : sending.parentId
    if (sending.parentId) await requireAnswer(trx, turn.conversation.id, sending.parentId)
    const message = turn.row({ id: sending.id ?? newId(), parent_id: parentId, role: 'user', content, finished_at: turn.at })
    return { ...(await turn.open(message, sending, titleFrom(content))), replayed: false as const }
  })
  if (accepted.replayed) return presentReplay(store.db, accepted)
  return begin(desk, accepted)
}

/** Two that race with one id: the second finds what the first has written, or that the id is somebody else's. */
export async function writeOnce<T>(store: Store, work: (trx: Trx) => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await store.write(work)
    } catch (error) {
      if (!isTaken(error)) throw error
      if (tries > 0) throw new Refusal('id_taken', 'That id is taken.')
    }
  }
}

export function refuseUnknownModel({ rules }: Pick<Desk, 'rules'>, model: string | undefined): void {
  if (model !== undefined && !rules.offersModel(model)) throw new Refusal('unknown_model', 'That model is not on offer here.')
}

/** A turn in a conversation, locked for whoever took it. */
export type Turn = {
  conversation: ConversationRow
  /** What every row that the turn changes carries. */
  rev: number
  key: { userId: string; userRev: number }
  /** Now, in milliseconds. */
  at: number
  /** A message of this turn, complete but for what is given. */
  row(given: Pick<MessageRow, 'id' | 'parent_id' | 'role'> & Partial<MessageRow>): MessageRow
  /** Stores the message, where it is new, and its reply; the conversation's head is the reply. */
  open(message: MessageRow, asked: { replyId?: string | undefined; model?: string | undefined }, title?: string): Promise<Opened>
}
export type Opened = { message: MessageRow; reply: MessageRow; siblings: Map<string, string[]>; conversation: ConversationRow }

/** Throws where there is no such conversation, or too many replies wait in it. */
export async function takeTurn(trx: Trx, desk: Desk, { userId, conversationId }: { userId: string; conversationId: string }): Promise<Turn> {
  const userRev = await raiseUserRevision(trx, userId)
  const conversation = await findConversation(trx, userId, conversationId)
  if (!conversation) throw new Refusal('not_found', 'There is no such conversation.')
  const underWay = await countUnderWay(trx, conversationId)
  if (underWay.queued >= MAX_QUEUED) throw new Refusal('too_many_queued', `${MAX_QUEUED} replies are waiting in this conversation already.`)
  const begins = underWay.streaming + underWay.queued === 0 && desk.replies.takesWork()
  const at = desk.clock.now()
  const rev = conversation.rev + 1

  const row: Turn['row'] = given => ({
    conversation_id: conversationId,
    user_id: userId,
    content: '',
    marks: null,
    status: 'complete',
    error: null,
    model: null,
    epoch: 0,
    attempts: 0,
    prompt_tokens: null,
    token_count: null,
    finish_reason: null,
    seq: rev,
    rev,
    pod_id: null,
    lease_until: null,
    stop_requested: 0,
    created_at: at,
    finished_at: null,
    ...given,
  })
  return {
    conversation,
    rev,
    key: { userId, userRev },
    at,
    row,
    async open(message, asked, firstTitle) {
      const model = asked.model ?? conversation.model ?? desk.rules.defaultModel
      const waiting = row({ id: asked.replyId ?? newId(), parent_id: message.id, role: 'assistant', status: 'queued', model, epoch: 1 })
      const reply: MessageRow = begins ? { ...waiting, status: 'streaming', attempts: 1, pod_id: desk.podId } : waiting
      await insertMessages(trx, message.rev === rev ? [message, reply] : [reply])
      const title = conversation.title || (firstTitle ?? '')
      const changed = await raiseToReply(trx, { userId, userRev, id: conversationId, head: reply.id, at, title })
      const siblings = await listSiblings(trx, conversationId, [message, reply])
      return { message, reply, siblings, conversation: changed ?? conversation }
    },
  }
}

/** What has committed is announced, and its reply begins unless it has to wait. */
export function begin({ bus, replies }: Desk, { message, reply, siblings, conversation }: Opened): Accepted {
  const exchange = present({ message, reply, siblings })
  announce(bus, conversation.user_id, toConversationEvent(conversation, 'changed', true), { name: 'message', data: exchange })
  if (reply.status === 'streaming') replies.begin(reply)
  return { exchange, reply, replayed: false, sessionId: sessionIdOf(conversation) }
}

export async function presentReplay(db: Db, rows: { message: MessageRow; reply: MessageRow }): Promise<Accepted> {
  const siblings = await listSiblings(db, rows.message.conversation_id, [rows.message, rows.reply])
  const conversation = await findConversation(db, rows.reply.user_id, rows.reply.conversation_id)
  const sessionId = conversation ? sessionIdOf(conversation) : rows.reply.conversation_id
  return { exchange: present({ ...rows, siblings }), reply: rows.reply, replayed: true, sessionId }
}

/** What chunks are told by: the client's own name for the conversation, where it has given one. */
export function sessionIdOf({ id, name }: Pick<ConversationRow, 'id' | 'name'>): string {
  return name ?? id
}

function present({ message, reply, siblings }: Pick<Opened, 'message' | 'reply' | 'siblings'>): Exchange {
  return {
    message: toMessage(message, siblings.get(message.id) ?? [message.id]),
    reply: toMessage(reply, siblings.get(reply.id) ?? [reply.id]),
  }
}

/** The same id was accepted before: as the same message, or as something else, which is refused. */
export async function findEarlier(
  db: Db,
  { id, userId, conversationId }: Pick<Sending, 'id' | 'userId' | 'conversationId'>,
  content: string,
): Promise<{ message: MessageRow; reply: MessageRow } | undefined> {
  const message = id === undefined ? undefined : await findMessageById(db, id)
  if (!message) return undefined
  if (message.user_id !== userId) throw new Refusal('id_taken', 'That id is taken.')
  if (message.conversation_id !== conversationId || message.content !== content || message.role !== 'user') {
    throw new Refusal('idempotency_mismatch', 'That id was sent before with something else.')
  }
  const reply = await findReplyTo(db, message)
  return reply && { message, reply }
}

async function requireAnswer(db: Db, conversationId: string, id: string): Promise<void> {
  const parent = await findMessageById(db, id)
  if (parent?.conversation_id !== conversationId || parent.role !== 'assistant') {
    throw new Refusal('not_found', 'There is no such reply in this conversation.')
  }
}
