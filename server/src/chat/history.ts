import type { Turn } from '../model/model.ts'
import { listSpoken } from '../store/spoken.ts'
import type { Db, MessageRow } from '../store/tables.ts'

/** Messages read for one answer; what of them fits the window is the model's to say. */
const MAX_MESSAGES = 400

/** `turns`: the system prompt, then the path that leads to the reply, oldest first. */
export type History = { turns: Turn[]; botId: string | null }

/** What a model is told for one reply, and whose documents it may look into. */
export async function readHistory(db: Db, reply: MessageRow): Promise<History> {
  const { user_id: userId, conversation_id: conversationId, parent_id: from } = reply
  const spoken = await listSpoken(db, { userId, conversationId, from, limit: MAX_MESSAGES })
  const turns = spoken.flatMap(({ role, content }): Turn[] => (content === '' ? [] : [{ role, content }]))
  return { turns, botId: spoken[0]?.bot_id ?? null }
}
