import type { Conversation } from '@folio/protocol'
import { without, type Action, type ChatState, type Outgoing } from './state.ts'

export function listed(
  state: ChatState,
  { items, older, more }: Extract<Action, { type: 'conversations' }>,
): ChatState {
  const next = items.reduce(putConversation, state)
  // On a first visit, and further down the list, everything counts as read.
  const seen = { ...next.seen }
  const firstVisit = Object.keys(seen).every(id => id === state.open)
  for (const { id, head_message_id } of items) if (more || firstVisit) seen[id] ??= head_message_id ?? ''
  const keepsCursor = state.list.status === 'ready' && !more
  return { ...next, seen, list: { status: 'ready', older: keepsCursor ? state.list.older : older, kept: false } }
}

/** What lies in the archive was read, or is not waited for. */
export function putArchived(state: ChatState, items: readonly Conversation[]): ChatState {
  const next = items.reduce(putConversation, state)
  const seen = { ...next.seen }
  for (const { id, head_message_id } of items) seen[id] ??= head_message_id ?? ''
  return { ...next, seen }
}

export function putConversation(state: ChatState, conversation: Conversation): ChatState {
  const known = state.conversations[conversation.id]
  if (known && known.rev > conversation.rev) return state
  // Until the server has found a title the first words are a better one than none.
  const title = conversation.title || (known?.title ?? '')
  return { ...state, conversations: { ...state.conversations, [conversation.id]: { ...conversation, title } } }
}

export function forget(state: ChatState, id: string): ChatState {
  return {
    ...state,
    conversations: without(state.conversations, id),
    paths: state.open === id ? { ...state.paths, [id]: GONE } : without(state.paths, id),
    drafts: without(state.drafts, id),
    seen: without(state.seen, id),
  }
}

const GONE: ChatState['paths'][string] = { status: 'missing', ids: [], older: null, failure: null }

/** Newest activity first; what is archived is not on the list. */
export function listConversations(conversations: ChatState['conversations']): Conversation[] {
  return Object.values(conversations)
    .filter(conversation => !conversation.archived)
    .sort((a, b) => Number(b.pinned) - Number(a.pinned) || compare(b.updated_at, a.updated_at) || compare(b.id, a.id))
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Under way on the server, or on its way there. */
export function isReplying(state: ChatState, conversation: Conversation): boolean {
  if (conversation.replying) return true
  return Object.values(state.outgoing).some(
    outgoing => outgoing.conversation_id === conversation.id && outgoing.state === 'sending',
  )
}

/** A conversation as it looks from its first message, until the server's row arrives. */
export function firstDraft({ conversation_id, content, model, instructions }: Outgoing, now: number): Conversation {
  return {
    ...inventedConversation(conversation_id, content.split('\n', 1).join('').slice(0, 60), new Date(now).toISOString()),
    model,
    system_prompt: instructions || null,
  }
}

export function inventedConversation(id: string, title: string, time: string): Conversation {
  return {
    id,
    title,
    model: null,
    system_prompt: null,
    pinned: false,
    archived: false,
    bot_id: null,
    head_message_id: null,
    rev: 0,
    replying: false,
    created_at: time,
    updated_at: time,
  }
}
