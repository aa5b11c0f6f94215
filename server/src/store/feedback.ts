import type { Feedback } from '@folio/protocol'
import type { MessageRow, Trx } from './tables.ts'

/** What a person thinks of a reply from now on; null: nothing. `rev`: the conversation's, raised for it. */
export function updateFeedback(
  trx: Trx,
  id: string,
  feedback: Feedback | null,
  rev: number,
): Promise<MessageRow | undefined> {
  return trx
    .updateTable('messages')
    .set({ rating: feedback?.rating ?? null, comment: feedback?.comment ?? null, rating_rev: rev })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}
