import type { Turn } from '../model/model.ts'
import { findConversation } from '../store/conversations.ts'
import { listPath } from '../store/messages.ts'
import type { Db, MessageRow } from '../store/tables.ts'

/** Messages read for one answer; what of them fits the window is the model's to say. */
const MAX_MESSAGES = 400

/** What a model is told for one reply: the system prompt, then the path that leads to it, oldest first. */
export async function readHistory(db: Db, reply: MessageRow): Promise<Turn[]> {
  const conversation = await findConversation(db, reply.user_id, reply.conversation_id)
  const path = await listPath(db, reply.conversation_id, reply.parent_id, MAX_MESSAGES)
  const turns = path.flatMap(({ role, content }): Turn[] => (content === '' ? [] : [{ role, content }]))
  return conversation?.system_prompt ? [{ role: 'system', content: conversation.system_prompt }, ...turns] : turns
}
