import type { Conversation } from '@folio/protocol'
import type { ChatState } from './state.ts'

/** True where a conversation has come to rest with something that nobody has looked at. */
export function isUnread(state: ChatState, conversation: Conversation): boolean {
  if (conversation.replying || conversation.id === state.open) return false
  return state.seen[conversation.id] !== (conversation.head_message_id ?? '')
}

/** How many conversations have something that nobody has looked at: what is open counts while the tab is hidden. */
export function countUnread({ conversations, seen, open, visible }: ChatState): number {
  return Object.values(conversations).filter(
    ({ id, archived, replying, head_message_id }) =>
      !archived && !replying && !(visible && id === open) && seen[id] !== (head_message_id ?? ''),
  ).length
}

/** What is open in sight is read; what replies out of sight is not. Everything else stays as it was. */
export function markSeen(state: ChatState): ChatState {
  let seen = state.seen
  for (const conversation of Object.values(state.conversations)) {
    const inSight = conversation.id === state.open && state.visible
    if (!inSight && !conversation.replying) continue
    const mark = conversation.replying ? '' : (conversation.head_message_id ?? '')
    if (seen[conversation.id] !== mark) seen = { ...seen, [conversation.id]: mark }
  }
  return seen === state.seen ? state : { ...state, seen }
}
