import { sql } from 'kysely'
import { prepared, type Given } from './prepared.ts'
import type { Db, Trx, UsageRow } from './tables.ts'

/** Adds to what a day has used of a model. */
export async function raiseUsage(trx: Trx, used: UsageRow): Promise<void> {
  await raise(trx, used)
}

const sum = (column: 'replies' | 'prompt_tokens' | 'completion_tokens') =>
  sql<number>`${sql.ref(`usage_days.${column}`)} + ${sql.ref(`excluded.${column}`)}`
const SUMS = {
  replies: sum('replies'),
  prompt_tokens: sum('prompt_tokens'),
  completion_tokens: sum('completion_tokens'),
}

const raise = prepared((db, given: Given<UsageRow>) =>
  db
    .insertInto('usage_days')
    .values({
      user_id: given.user_id,
      day: given.day,
      model: given.model,
      replies: given.replies,
      prompt_tokens: given.prompt_tokens,
      completion_tokens: given.completion_tokens,
    })
    .onConflict(conflict => conflict.columns(['user_id', 'day', 'model']).doUpdateSet(SUMS)),
)

/** What one user has used becomes another's. */
export async function moveUsage(trx: Trx, from: string, to: string): Promise<void> {
  await trx
    .insertInto('usage_days')
    .columns(['user_id', 'day', 'model', 'replies', 'prompt_tokens', 'completion_tokens'])
    .expression(
      trx
        .selectFrom('usage_days')
        .select([sql<string>`${to}`.as('user_id'), 'day', 'model', 'replies', 'prompt_tokens', 'completion_tokens'])
        .where('user_id', '=', from),
    )
    .onConflict(conflict => conflict.columns(['user_id', 'day', 'model']).doUpdateSet(SUMS))
    .execute()
  await trx.deleteFrom('usage_days').where('user_id', '=', from).execute()
}

/** From a day on, the newest first. */
export function listUsage(db: Db, userId: string, since: string): Promise<UsageRow[]> {
  return db
    .selectFrom('usage_days')
    .selectAll()
    .where('user_id', '=', userId)
    .where('day', '>=', since)
    .orderBy('day', 'desc')
    .orderBy('model')
    .execute()
}

/** `2026-11-21`, in UTC. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
