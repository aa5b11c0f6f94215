import type { ConversationEvent, Message, MessageCompleteEvent, ServerFrame } from '@folio/protocol'
import { reduce } from '../reduce.ts'
import { EMPTY, type Action, type ChatState, type Outgoing } from '../state.ts'

export const TALK = 'talk'
const TIME = '2026-03-01T10:00:00.000Z'

/** A row as the server sends it. */
function row(id: string, given: Partial<Message> = {}): Message {
  return {
    id,
    conversation_id: TALK,
    parent_id: null,
    role: 'user',
    content: '',
    status: 'complete',
    error: null,
    model: 'demo',
    epoch: 1,
    length: 0,
    token_count: null,
    finish_reason: null,
    citations: [],
    feedback: null,
    sibling_ids: [id],
    rev: 1,
    created_at: TIME,
    finished_at: null,
    ...given,
  }
}

export const question = (id: string, given: Partial<Message> = {}) => row(id, { content: `question ${id}`, ...given })
export const reply = (id: string, to: string, given: Partial<Message> = {}) =>
  row(id, { role: 'assistant', parent_id: to, status: 'queued', ...given })

export function outgoing(id: string, given: Partial<Outgoing> = {}): Outgoing {
  return {
    id,
    reply_id: `${id}-reply`,
    conversation_id: TALK,
    creates: false,
    content: `question ${id}`,
    model: null,
    user_id: 'ana',
    state: 'sending',
    failure: null,
    ...given,
  }
}

export const chunk = (id: string, at: number, text: string, epoch = 1): ServerFrame => ({
  type: 'chunk',
  session_id: TALK,
  message_id: id,
  epoch,
  at,
  chunk: text,
  chunk_id: 0,
  is_final: false,
})

export const complete = (id: string, length: number, given: Partial<MessageCompleteEvent> = {}): ServerFrame => ({
  type: 'message_complete',
  message_id: id,
  conversation_id: TALK,
  status: 'complete',
  length,
  token_count: 1,
  finish_reason: 'stop',
  citations: [],
  error: null,
  ...given,
})

export const conversation = (rev: number, given: Partial<ConversationEvent> = {}): ServerFrame => ({
  type: 'conversation',
  conversation_id: TALK,
  rev,
  user_rev: rev,
  change: 'changed',
  updated_at: TIME,
  ...given,
})

export const frame = (of: ServerFrame): Action => ({ type: 'frame', frame: of })
export const path = (...items: Message[]): Action => ({
  type: 'path',
  conversationId: TALK,
  items,
  older: null,
  before: false,
})

/** The state after these actions. */
export function after(...actions: Action[]): ChatState {
  return actions.reduce(reduce, EMPTY)
}

export const shown = (state: ChatState): string[] => state.paths[TALK]?.ids ?? []
