import { sql } from 'kysely'
import type { ConversationRow, Db, Trx } from './tables.ts'

export type ConversationChange = Partial<
  Pick<ConversationRow, 'title' | 'model' | 'system_prompt' | 'pinned' | 'archived' | 'head_message_id' | 'updated_at'>
>

/**
 * Raises the user's revision. Every write begins with it: the row stays locked until the transaction ends, so that the
 * order of revisions is the order of commits, without holes, and two writes of one user never wait for each other in a circle.
 */
export async function raiseUserRevision(trx: Trx, userId: string): Promise<number> {
  const { rev } = await trx
    .updateTable('users')
    .set({ rev: sql<number>`rev + 1` })
    .where('id', '=', userId)
    .returning('rev')
    .executeTakeFirstOrThrow()
  return rev
}

/** Raises a conversation's revision behind its user's, and changes it. Undefined when the user has no such conversation. */
export function raiseConversation(
  trx: Trx,
  { userId, userRev, id }: { userId: string; userRev: number; id: string },
  change: ConversationChange = {},
): Promise<ConversationRow | undefined> {
  return trx
    .updateTable('conversations')
    .set({ ...change, rev: sql<number>`rev + 1`, user_rev: userRev })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .returningAll()
    .executeTakeFirst()
}

export async function findUserRevision(db: Db, userId: string): Promise<number> {
  const row = await db.selectFrom('users').select('rev').where('id', '=', userId).executeTakeFirst()
  return row?.rev ?? 0
}
