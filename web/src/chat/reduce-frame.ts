import {
  apply,
  emptyView,
  isEnd,
  textOf,
  type Batch,
  type ChunkEvent,
  type Conversation,
  type ConversationEvent,
  type MessageCompleteEvent,
  type ServerFrame,
} from '@folio/protocol'
import { forget, inventedConversation } from './conversations.ts'
import { placeReply, putRows } from './rows.ts'
import { without, type ChatState } from './state.ts'

/** What the server has said. */
export function reduceFrame(state: ChatState, frame: ServerFrame): ChatState {
  switch (frame.type) {
    case 'message': {
      // Nothing new: of what is there something has changed.
      if (!frame.message) return putRows(state, [frame.reply])
      return placeReply(putRows(state, [frame.message, frame.reply]), frame.message, frame.reply)
    }
    case 'chunk':
      return readChunk(state, frame)
    case 'message_complete':
      return end(state, frame)
    case 'conversation':
      return changeConversation(state, frame)
    default:
      return state
  }
}

function batchOf({ epoch, at, chunk, part }: ChunkEvent): Batch {
  return { epoch, at, parts: part ? [{ data: part }] : chunk === '' ? [] : [chunk] }
}

function readChunk(state: ChatState, frame: ChunkEvent): ChatState {
  const message = state.messages[frame.message_id]
  if (!message || isEnd(message.status)) return state
  const known = state.views[message.id] ?? emptyView()
  const view = { ...known, parts: [...known.parts] }
  if (apply(view, batchOf(frame)) !== 'ok') return state
  const views = { ...state.views, [message.id]: view }
  if (message.status === 'streaming') return { ...state, views }
  return { ...state, views, messages: { ...state.messages, [message.id]: { ...message, status: 'streaming' } } }
}

function end(state: ChatState, frame: MessageCompleteEvent): ChatState {
  const message = state.messages[frame.message_id]
  if (!message || isEnd(message.status)) return state
  const { status, error, finish_reason, token_count, citations, length } = frame
  const view = state.views[message.id]
  const text = view ? textOf(view.parts) : ''
  const ended = {
    ...message,
    status,
    error,
    finish_reason,
    token_count,
    citations,
    length,
    content: text.length > message.content.length ? text : message.content,
    // Between revisions: a row read before the end arrived must not take it back.
    rev: Math.floor(message.rev) + 0.5,
  }
  return { ...state, messages: { ...state.messages, [message.id]: ended }, views: without(state.views, message.id) }
}

function changeConversation(state: ChatState, frame: ConversationEvent): ChatState {
  const { conversation_id: id } = frame
  const next = { ...state, userRev: Math.max(state.userRev, frame.user_rev) }
  if (frame.change === 'deleted') return forget(next, id)
  const known = state.conversations[id] ?? inventedConversation(id, '', frame.updated_at ?? '')
  if (known.rev > frame.rev) return next
  return { ...next, conversations: { ...state.conversations, [id]: { ...known, ...changedFields(frame) } } }
}

function changedFields(frame: ConversationEvent): Partial<Conversation> {
  const { rev, title, pinned, archived, replying, head_message_id, updated_at } = frame
  const fields = { rev, title, pinned, archived, replying, head_message_id, updated_at }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''))
}
