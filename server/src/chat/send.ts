import { newId } from '../lib/id.ts'
import { Refusal } from '../lib/refusal.ts'
import { findMessageById } from '../store/messages.ts'
import type { Db } from '../store/tables.ts'
import { begin, presentReplay, type Accepted } from './accepted.ts'
import { acceptContent, titleFrom } from './content.ts'
import { findEarlier, writeOnce } from './once.ts'
import { refuseUnoffered, takeTurn, type Answerer, type Desk } from './turn.ts'

export type Sending = Answerer & {
  userId: string
  conversationId: string
  /** Made by the client: the same one again starts nothing. */
  id?: string | undefined
  replyId?: string | undefined
  content: string
  /** Left out: the head of the conversation. */
  parentId?: string | null | undefined
}

/** Takes a message: its row and its empty reply in one transaction, and once that has committed the reply begins. */
export async function send(desk: Desk, sending: Sending): Promise<Accepted> {
  const { store, rules } = desk
  const content = acceptContent(sending.content, rules)
  refuseUnoffered(desk, sending)
  const accepted = await writeOnce(store, async trx => {
    const earlier = sending.id === undefined ? undefined : await findEarlier(trx, sending, content)
    if (earlier) return { ...earlier, replayed: true as const }
    const turn = await takeTurn(trx, desk, sending)
    const parentId = sending.parentId === undefined ? turn.conversation.head_message_id : sending.parentId
    if (sending.parentId) await requireAnswer(trx, turn.conversation.id, sending.parentId)
    const message = turn.row({
      id: sending.id ?? newId(),
      parent_id: parentId,
      role: 'user',
      content,
      finished_at: turn.at,
    })
    return { ...(await turn.open(message, sending, titleFrom(content))), replayed: false as const }
  })
  if (accepted.replayed) return presentReplay(store.db, accepted)
  return begin(desk, accepted)
}

async function requireAnswer(db: Db, conversationId: string, id: string): Promise<void> {
  const parent = await findMessageById(db, id)
  if (parent?.conversation_id !== conversationId || parent.role !== 'assistant') {
    throw new Refusal('not_found', 'There is no such reply in this conversation.')
  }
}
