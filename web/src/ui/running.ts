import { isEnd, type Message } from '@folio/protocol'
import type { ChatState } from '../chat/state.ts'

/** The reply of a conversation that is under way, or the first that waits; one that is just being sent counts. */
export function findRunning(state: ChatState, id: string | null): string | undefined {
  const ids = (id !== null && state.paths[id]?.ids) || []
  return ids.find(messageId => {
    const message = state.messages[messageId]
    if (message?.role !== 'assistant' || isEnd(message.status)) return false
    return isSent(state, message)
  })
}

/** False where the question of a reply could not be sent, or not yet. */
export function isSent({ outgoing }: ChatState, reply: Message): boolean {
  return (outgoing[reply.parent_id ?? '']?.state ?? 'sending') === 'sending'
}
