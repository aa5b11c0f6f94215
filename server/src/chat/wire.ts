import type {
  Citation,
  Conversation,
  ConversationEvent,
  Message,
  MessageCompleteEvent,
  ReplyError,
} from '@folio/protocol'
import { marksOf } from '../replies/row-parts.ts'
import type { ConversationRow, MessageRow } from '../store/tables.ts'
import { isCitation } from './offer.ts'

/** Rows as clients see them: one function for each resource. */

export function toTime(ms: number): string {
  return new Date(ms).toISOString()
}

export function toConversation(row: ConversationRow, replying: boolean): Conversation {
  return {
    id: row.id,
    title: row.title,
    model: row.model,
    system_prompt: row.system_prompt,
    pinned: row.pinned === 1,
    archived: row.archived === 1,
    bot_id: row.bot_id,
    head_message_id: row.head_message_id,
    rev: row.rev,
    replying,
    created_at: toTime(row.created_at),
    updated_at: toTime(row.updated_at),
  }
}

export function toConversationEvent(
  row: ConversationRow,
  change: 'created' | 'changed',
  replying: boolean,
): ConversationEvent {
  return {
    conversation_id: row.id,
    rev: row.rev,
    user_rev: row.user_rev,
    change,
    title: row.title,
    pinned: row.pinned === 1,
    archived: row.archived === 1,
    replying,
    head_message_id: row.head_message_id,
    updated_at: toTime(row.updated_at),
  }
}

/** `living`: those of the cited sources that are still there; left out where nobody has looked. */
export function toMessage(row: MessageRow, siblingIds: string[], living?: ReadonlySet<string>): Message {
  return {
    id: row.id,
    conversation_id: row.conversation_id,
    parent_id: row.parent_id,
    role: row.role,
    content: row.content,
    status: row.status,
    error: errorOf(row),
    model: row.model,
    epoch: row.epoch,
    length: row.content.length,
    token_count: row.token_count,
    finish_reason: row.finish_reason,
    citations: citationsOf(row, living),
    feedback: row.rating === null ? null : { rating: row.rating, comment: row.comment },
    sibling_ids: siblingIds,
    rev: Math.max(row.rev, row.rating_rev ?? 0),
    created_at: toTime(row.created_at),
    finished_at: row.finished_at === null ? null : toTime(row.finished_at),
  }
}

export function toMessageComplete(row: MessageRow, living?: ReadonlySet<string>): MessageCompleteEvent {
  return {
    message_id: row.id,
    conversation_id: row.conversation_id,
    status: row.status as MessageCompleteEvent['status'],
    length: row.content.length,
    token_count: row.token_count,
    finish_reason: row.finish_reason,
    citations: citationsOf(row, living),
    error: errorOf(row),
  }
}

function errorOf(row: MessageRow): ReplyError | null {
  return row.error === null ? null : (JSON.parse(row.error) as ReplyError)
}

/** Marks count among the units of a reply; in the text alone they have no length. */
function citationsOf(row: MessageRow, living?: ReadonlySet<string>): Citation[] {
  return marksOf(row).flatMap(([offset, data], before) =>
    isCitation(data) ? [{ ...data, at: offset - before, removed: living?.has(data.source_id) === false }] : [],
  )
}
