import type { Events, Exchange } from '@folio/protocol'
import { findConversation } from '../store/conversations.ts'
import { findMessageById, listSiblings } from '../store/messages.ts'
import type { ConversationRow, Db, MessageRow } from '../store/tables.ts'
import { announce } from './announce.ts'
import type { Desk, Opened } from './turn.ts'
import { toConversationEvent, toMessage } from './wire.ts'

/** `replayed`: the same message had been accepted before; this is what it was answered with. `sessionId`: as on chunks. */
export type Accepted = { exchange: Exchange; reply: MessageRow; replayed: boolean; sessionId: string }

/** What has committed is announced, and its reply begins unless it has to wait. */
export function begin({ bus, replies }: Desk, { message, reply, siblings, conversation }: Opened): Accepted {
  const exchange = present({ message, reply, siblings })
  announce(bus, conversation.user_id, toConversationEvent(conversation, 'changed', true), {
    name: 'message',
    data: exchange,
  })
  if (reply.status === 'streaming') replies.begin(reply)
  return { exchange, reply, replayed: false, sessionId: sessionIdOf(conversation) }
}

export async function presentReplay(db: Db, rows: { message: MessageRow; reply: MessageRow }): Promise<Accepted> {
  const siblings = await listSiblings(db, rows.message.conversation_id, [rows.message, rows.reply])
  const conversation = await findConversation(db, rows.reply.user_id, rows.reply.conversation_id)
  const sessionId = conversation ? sessionIdOf(conversation) : rows.reply.conversation_id
  return { exchange: present({ ...rows, siblings }), reply: rows.reply, replayed: true, sessionId }
}

/** A reply, and the message that it answers. */
export async function presentExchange(db: Db, reply: MessageRow): Promise<Events['message']> {
  const message = reply.parent_id === null ? undefined : await findMessageById(db, reply.parent_id)
  const siblings = await listSiblings(db, reply.conversation_id, message ? [message, reply] : [reply])
  const shown = (row: MessageRow) => toMessage(row, siblings.get(row.id) ?? [row.id])
  return { message: message ? shown(message) : null, reply: shown(reply) }
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
