import { sql } from 'kysely'
import type { Trx } from './tables.ts'

/**
 * Raises the revision of a conversation and of its user, and notes both in the conversation's row. The rows stay
 * locked until the transaction ends, so the order of revisions is the order of commits, without holes.
 * Undefined when there is no such conversation.
 */
export async function raiseRevision(trx: Trx, conversationId: string): Promise<{ rev: number; userRev: number; userId: string } | undefined> {
  const row = await trx
    .updateTable('conversations')
    .set({ rev: sql<number>`rev + 1` })
    .where('id', '=', conversationId)
    .returning(['rev', 'user_id'])
    .executeTakeFirst()
  if (!row) return undefined
  const userRev = await raiseUserRevision(trx, row.user_id)
  await trx.updateTable('conversations').set({ user_rev: userRev }).where('id', '=', conversationId).execute()
  return { rev: row.rev, userRev, userId: row.user_id }
}

/** Raises the user's revision alone: for what is new, and for what is gone. */
export async function raiseUserRevision(trx: Trx, userId: string): Promise<number> {
  const { rev } = await trx
    .updateTable('users')
    .set({ rev: sql<number>`rev + 1` })
    .where('id', '=', userId)
    .returning('rev')
    .executeTakeFirstOrThrow()
  return rev
}
