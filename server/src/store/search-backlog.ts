import { findConversation } from './conversations.ts'
import { indexMessages, indexTitle } from './search-index.ts'
import type { Db, MessageRow, Trx } from './tables.ts'
import { findOwner, lockUser } from './users.ts'

/** Messages that are read at once: a few milliseconds. */
const PIECE = 16

/**
 * Lets a piece of a conversation from before there was a search be found. Many may do so at once: whoever has the user's
 * row goes on where the others are. False where nothing is left.
 */
export async function indexBacklog(trx: Trx): Promise<boolean> {
  const next = await trx
    .selectFrom('search_backlog')
    .select('conversation_id as id')
    .orderBy('conversation_id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!next) return false
  const owner = (await findOwner(trx, next.id)) ?? ''
  await lockUser(trx, owner)
  const conversation = await findConversation(trx, owner, next.id)
  // Another has taken it over, or has removed it.
  if (!conversation) return true
  const piece = await listUnindexed(trx, next.id)
  await indexMessages(trx, piece)
  if (piece.length === PIECE) return true
  await indexTitle(trx, conversation)
  await trx.deleteFrom('search_backlog').where('conversation_id', '=', next.id).execute()
  return true
}

function listUnindexed(db: Db, conversationId: string): Promise<MessageRow[]> {
  return db
    .selectFrom('messages')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .where('content', '!=', '')
    .where('status', 'not in', ['queued', 'streaming'])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('search_entries')
            .select('search_entries.id')
            .whereRef('search_entries.of_id', '=', 'messages.id')
            .where('search_entries.kind', '=', 'message'),
        ),
      ),
    )
    .limit(PIECE)
    .execute()
}
