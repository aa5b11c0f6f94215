import { isEnd } from '@folio/protocol'
import type { ChatState } from '../chat/state.ts'

/** The reply of a conversation that is under way, or the first that waits; one on its way to the server counts. */
export function findRunning(state: ChatState, id: string | null): string | undefined {
  const ids = (id !== null && state.paths[id]?.ids) || []
  return ids.find(messageId => {
    const message = state.messages[messageId]
    if (message?.role !== 'assistant' || isEnd(message.status)) return false
    return state.outgoing[message.parent_id ?? '']?.state !== 'refused'
  })
}
