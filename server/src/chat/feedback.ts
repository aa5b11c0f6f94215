import { isEnd, type Feedback } from '@folio/protocol'
import { Refusal } from '../lib/refusal.ts'
import { updateFeedback } from '../store/feedback.ts'
import { countUnderWay } from '../store/replies.ts'
import { raiseConversation, raiseUserRevision } from '../store/revisions.ts'
import type { Db, MessageRow } from '../store/tables.ts'
import { requireMessage } from './again.ts'
import { announce } from './announce.ts'
import { showMessage } from './shown.ts'
import type { Desk } from './turn.ts'
import { toConversationEvent } from './wire.ts'

type Asked = { userId: string; messageId: string }

/** Keeps what a person thinks of a reply that has ended; null takes it back. The same again changes nothing. */
export async function rateReply(
  { store, bus }: Pick<Desk, 'store' | 'bus'>,
  asked: Asked,
  given: Feedback | null,
): Promise<void> {
  const rating = given?.rating ?? null
  const comment = given?.comment || null
  const before = await requireEnded(store.db, asked)
  if (before.rating === rating && before.comment === comment) return
  const rated = await store.write(async trx => {
    const userRev = await raiseUserRevision(trx, asked.userId)
    const { id, conversation_id } = await requireEnded(trx, asked)
    const conversation = await raiseConversation(trx, { userId: asked.userId, userRev, id: conversation_id })
    const row = conversation && (await updateFeedback(trx, id, rating && { rating, comment }, conversation.rev))
    if (!row) throw new Refusal('not_found', 'There is no such message.')
    const { queued, streaming } = await countUnderWay(trx, conversation_id)
    return { row, conversation, replying: queued + streaming > 0 }
  })
  const reply = await showMessage(store.db, rated.row)
  announce(bus, asked.userId, toConversationEvent(rated.conversation, 'changed', rated.replying), {
    name: 'message',
    data: { message: null, reply },
  })
}

async function requireEnded(db: Db, asked: Asked): Promise<MessageRow> {
  const row = await requireMessage(db, asked)
  if (row.role !== 'assistant' || !isEnd(row.status))
    throw new Refusal('not_ratable', 'Only a reply that has ended can be rated.')
  return row
}
