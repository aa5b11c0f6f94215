import type { Events, Exchange } from '@folio/protocol'
import { findConversation } from '../store/conversations.ts'
import { findMessageById } from '../store/messages.ts'
import type { ConversationRow, Db, MessageRow } from '../store/tables.ts'
import { announce } from './announce.ts'
import type { Desk, Opened } from './turn.ts'
import { showMessage } from './shown.ts'
import { toConversationEvent, toMessage } from './wire.ts'

/** `replayed`: the same message had been accepted before; this is what it was answered with. `sessionId`: as on chunks. */
export type Accepted = { exchange: Exchange; reply: MessageRow; replayed: boolean; sessionId: string }

/** What has committed is announced, and its reply begins unless it has to wait. */
export function begin({ bus, replies }: Desk, opened: Opened): Accepted {
  const { reply, conversation } = opened
  const exchange = present(opened)
  announce(bus, conversation.user_id, toConversationEvent(conversation, 'changed', true), {
    name: 'message',
    data: exchange,
  })
  if (reply.status === 'streaming') replies.begin(reply)
  return { exchange, reply, replayed: false, sessionId: sessionIdOf(conversation) }
}

export async function presentReplay(db: Db, rows: { message: MessageRow; reply: MessageRow }): Promise<Accepted> {
  const conversation = await findConversation(db, rows.reply.user_id, rows.reply.conversation_id)
  const sessionId = conversation ? sessionIdOf(conversation) : rows.reply.conversation_id
  const message = await showMessage(db, rows.message)
  const reply = await showMessage(db, rows.reply)
  return { exchange: { message, reply }, reply: rows.reply, replayed: true, sessionId }
}

/** A reply, and the message that it answers. */
export async function presentExchange(db: Db, reply: MessageRow): Promise<Events['message']> {
  const message = reply.parent_id === null ? undefined : await findMessageById(db, reply.parent_id)
  return { message: message ? await showMessage(db, message) : null, reply: await showMessage(db, reply) }
}

/** What chunks are told by: the client's own name for the conversation, where it has given one. */
export function sessionIdOf({ id, name }: Pick<ConversationRow, 'id' | 'name'>): string {
  return name ?? id
}

function present({ message, reply, siblings, living }: Opened): Exchange {
  return {
    message: toMessage(message, siblings.get(message.id) ?? [message.id]),
    reply: toMessage(reply, siblings.get(reply.id) ?? [reply.id], living),
  }
}
