import type { Conversation } from '@folio/protocol'
import { putConversation } from './conversations.ts'
import { putPath } from './rows.ts'
import type { Action, ChatState } from './state.ts'

/** What this browser has kept stands where the server has not said anything yet, and goes when it does. */
export function putKeptList(state: ChatState, conversations: readonly Conversation[]): ChatState {
  if (state.list.status === 'ready') return state
  const next = conversations.filter(({ id }) => !state.conversations[id]).reduce(putConversation, state)
  return { ...next, list: { status: 'ready', older: null, kept: true } }
}

export function putKeptPath(
  state: ChatState,
  { conversation, items, older }: Extract<Action, { type: 'kept path' }>,
): ChatState {
  const { id } = conversation
  const known = state.paths[id]
  if (known?.status === 'ready' || known?.status === 'kept') return state
  const next = putPath(putConversation(state, conversation), id, items, older)
  const path = next.paths[id]
  return path ? { ...next, paths: { ...next.paths, [id]: { ...path, status: 'kept' } } } : next
}

/** Before the server's own list: what it does not name any more is not there any more. */
export function withoutKeptList(state: ChatState): ChatState {
  if (!state.list.kept) return state
  const isNew = ([id, { rev }]: [string, Conversation]) => rev === 0 || id === state.open
  const conversations = Object.fromEntries(Object.entries(state.conversations).filter(isNew))
  return { ...state, conversations, list: { status: 'loading', older: null, kept: false } }
}
