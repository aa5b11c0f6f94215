import { isReplying } from './conversations.ts'
import { isUnread } from './seen.ts'
import type { ChatState } from './state.ts'

/** The one thing a row of the list says about its conversation. */
export type Mark = 'replying' | 'unread' | 'draft' | null

export function markOf(state: ChatState, id: string): Mark {
  const conversation = state.conversations[id]
  if (!conversation) return null
  if (isReplying(state, conversation)) return 'replying'
  if (isUnread(state, conversation)) return 'unread'
  return state.drafts[id] && id !== state.open ? 'draft' : null
}
