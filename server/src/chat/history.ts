import type { Turn } from '../model/model.ts'
import { listSpoken } from '../store/spoken.ts'
import type { Db, MessageRow } from '../store/tables.ts'

/** Messages read for one answer; what of them fits the window is the model's to say. */
const MAX_MESSAGES = 400

/** What a model is told for one reply: the system prompt, then the path that leads to it, oldest first. */
export async function readHistory(db: Db, reply: MessageRow): Promise<Turn[]> {
  const { user_id: userId, conversation_id: conversationId, parent_id: from } = reply
  const spoken = await listSpoken(db, { userId, conversationId, from, limit: MAX_MESSAGES })
  return spoken.flatMap(({ role, content }): Turn[] => (content === '' ? [] : [{ role, content }]))
}
