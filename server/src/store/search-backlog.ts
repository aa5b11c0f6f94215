import { findConversation } from './conversations.ts'
import { indexMessages, indexTitle } from './search-index.ts'
import type { Db, MessageRow, Trx } from './tables.ts'
import { findOwner, lockUser } from './users.ts'

/** Messages that are read at once, and so many units of text, or the one that has more: a few milliseconds. */
const PIECE = 16
const PIECE_UNITS = 50_000

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
  const some = asMuch(piece)
  await indexMessages(trx, some)
  if (piece.length === PIECE || some.length < piece.length) return true
  await indexTitle(trx, conversation)
  await trx.deleteFrom('search_backlog').where('conversation_id', '=', next.id).execute()
  return true
}

function asMuch(rows: MessageRow[]): MessageRow[] {
  let units = 0
  const last = rows.findIndex(({ content }) => (units += content.length) > PIECE_UNITS)
  return last < 0 ? rows : rows.slice(0, Math.max(last, 1))
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
