import { Refusal } from '../lib/refusal.ts'
import { isTaken } from '../store/faults.ts'
import { findMessageById, findReplyTo } from '../store/messages.ts'
import type { Store } from '../store/open.ts'
import type { Db, MessageRow, Trx } from '../store/tables.ts'

/** Two that race with one id: the second finds what the first has written, or that the id is somebody else's. */
export async function writeOnce<T>(store: Store, work: (trx: Trx) => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await store.write(work)
    } catch (error) {
      if (!isTaken(error)) throw error
      if (tries > 0) throw new Refusal('id_taken', 'That id is taken.')
    }
  }
}

/** The same id was accepted before: as the same message, or as something else, which is refused. */
export async function findEarlier(
  db: Db,
  { id, userId, conversationId }: { id?: string | undefined; userId: string; conversationId: string },
  content: string,
): Promise<{ message: MessageRow; reply: MessageRow } | undefined> {
  const message = id === undefined ? undefined : await findMessageById(db, id)
  if (!message) return undefined
  if (message.user_id !== userId) throw new Refusal('id_taken', 'That id is taken.')
  if (message.conversation_id !== conversationId || message.content !== content || message.role !== 'user') {
    throw new Refusal('idempotency_mismatch', 'That id was sent before with something else.')
  }
  const reply = await findReplyTo(db, message)
  return reply && { message, reply }
}
