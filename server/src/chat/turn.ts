import { MAX_QUEUED } from '@folio/protocol'
import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../lib/clock.ts'
import { newId } from '../lib/id.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Replies } from '../replies/replies.ts'
import { findConversation } from '../store/conversations.ts'
import { insertMessages, listSiblings } from '../store/messages.ts'
import type { Store } from '../store/open.ts'
import { countUnderWay } from '../store/replies.ts'
import { raiseToReply, raiseUserRevision } from '../store/revisions.ts'
import { indexTitle } from '../store/search-index.ts'
import type { ConversationRow, MessageRow, Provider, Trx } from '../store/tables.ts'
import type { ContentLimits } from './content.ts'

/** What an accepted message stands on. `podId` owns the replies that begin here. */
export type Desk = {
  store: Store
  replies: Replies
  bus: Bus
  clock: Clock
  podId: string
  rules: ContentLimits & {
    defaultModel: string
    offersModel(model: string): boolean
    /** Left out: there are no external workers. */
    offersWorkflow?: boolean
  }
}

/** Who is to answer: nobody named is the model of the conversation. */
export type Answerer = { model?: string | undefined; provider?: Provider | null | undefined }

/** A turn in a conversation, locked for whoever took it. */
export type Turn = {
  conversation: ConversationRow
  /** What every row that the turn changes carries. */
  rev: number
  key: { userId: string; userRev: number }
  /** Now, in milliseconds. */
  at: number
  /** A message of this turn, complete but for what is given. */
  row(given: Pick<MessageRow, 'id' | 'parent_id' | 'role'> & Partial<MessageRow>): MessageRow
  /** Stores the message, where it is new, and its reply; the conversation's head is the reply. */
  open(message: MessageRow, asked: Answerer & { replyId?: string | undefined }, title?: string): Promise<Opened>
}
export type Opened = {
  message: MessageRow
  reply: MessageRow
  siblings: Map<string, string[]>
  /** Of a reply that goes on: see `toMessage`. */
  living?: ReadonlySet<string> | undefined
  conversation: ConversationRow
}

/** Throws where there is no such conversation, or too many replies wait in it. */
export async function takeTurn(
  trx: Trx,
  desk: Desk,
  { userId, conversationId }: { userId: string; conversationId: string },
): Promise<Turn> {
  const userRev = await raiseUserRevision(trx, userId)
  const conversation = await findConversation(trx, userId, conversationId)
  if (!conversation) throw new Refusal('not_found', 'There is no such conversation.')
  const underWay = await countUnderWay(trx, conversationId)
  if (underWay.queued >= MAX_QUEUED)
    throw new Refusal('too_many_queued', `${MAX_QUEUED} replies are waiting in this conversation already.`)
  const begins = underWay.streaming + underWay.queued === 0 && desk.replies.takesWork()
  const at = desk.clock.now()
  const rev = conversation.rev + 1

  const row: Turn['row'] = given => {
    const here = { conversation_id: conversationId, user_id: userId, seq: rev, rev, created_at: at }
    return { ...BLANK, ...here, ...given }
  }
  return {
    conversation,
    rev,
    key: { userId, userRev },
    at,
    row,
    async open(message, asked, firstTitle) {
      const model = asked.model ?? conversation.model ?? desk.rules.defaultModel
      const waiting = row({
        id: asked.replyId ?? newId(),
        parent_id: message.id,
        role: 'assistant',
        status: 'queued',
        model,
        provider: asked.provider ?? null,
        epoch: 1,
      })
      const reply: MessageRow = begins ? { ...waiting, status: 'streaming', attempts: 1, pod_id: desk.podId } : waiting
      const isNew = message.rev === rev
      await insertMessages(trx, isNew ? [message, reply] : [reply])
      const { title, title_from } =
        conversation.title === '' && firstTitle ? ({ title: firstTitle, title_from: 'words' } as const) : conversation
      const named = { userId, userRev, id: conversationId, title, title_from }
      const changed = await raiseToReply(trx, { ...named, head: reply.id, at })
      if (changed && title !== conversation.title) await indexTitle(trx, changed)
      // To what is new there is no other reply.
      const siblings = await listSiblings(trx, conversationId, isNew ? [message] : [message, reply])
      return { message, reply, siblings, conversation: changed ?? conversation }
    },
  }
}

/**
 * A message of which nothing is known yet. It has every name that a row has, because to add one to a copy costs 1 µs each
 * time.
 */
const BLANK: MessageRow = {
  id: '',
  conversation_id: '',
  user_id: '',
  parent_id: null,
  role: 'user',
  content: '',
  marks: null,
  status: 'complete',
  error: null,
  model: null,
  provider: null,
  epoch: 0,
  attempts: 0,
  prompt_tokens: null,
  token_count: null,
  finish_reason: null,
  seq: 0,
  rev: 0,
  pod_id: null,
  lease_until: null,
  stop_requested: 0,
  created_at: 0,
  finished_at: null,
  rating: null,
  comment: null,
  rating_rev: null,
}

/** Throws where that is not on offer here. Which models the workers know is theirs to say. */
export function refuseUnoffered({ rules }: Pick<Desk, 'rules'>, { model, provider }: Answerer): void {
  if (provider !== 'workflow') refuseUnknownModel({ rules }, model)
  else if (!rules.offersWorkflow)
    throw new Refusal('unknown_provider', 'No external workers answer here: NATS_URL is not set.')
}

export function refuseUnknownModel({ rules }: Pick<Desk, 'rules'>, model: string | undefined): void {
  if (model !== undefined && !rules.offersModel(model))
    throw new Refusal('unknown_model', 'That model is not on offer here.')
}
