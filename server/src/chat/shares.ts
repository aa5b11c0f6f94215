import { setImmediate as otherTurns } from 'node:timers/promises'
import { MAX_SHARES, type CitationPart, type Page, type Share } from '@folio/protocol'
import type { Clock } from '../lib/clock.ts'
import { isId, newId } from '../lib/id.ts'
import { Refusal } from '../lib/refusal.ts'
import { newOpaqueToken } from '../lib/token.ts'
import { findConversation } from '../store/conversations.ts'
import type { Store } from '../store/open.ts'
import { countShares, deleteShare, findPiece, findShareByToken, insertShare, listShares } from '../store/shares.ts'
import type { ConversationRow, ShareRow } from '../store/tables.ts'
import type { Caller } from './caller.ts'
import { takeSnapshot, type FindAround } from './snapshot.ts'
import { toTime } from './wire.ts'

type Parts = {
  store: Store
  clock: Clock
  findAround: (caller: Caller, citation: CitationPart) => ReturnType<FindAround>
}
type Query = { limit: number; cursor?: string | undefined }

export type Shares = ReturnType<typeof createShares>

/** Links to conversations as they were when they were shared: who has one needs no account, and sees nothing else. */
export function createShares({ store, clock, findAround }: Parts) {
  const requireConversation = async (userId: string, id: string): Promise<ConversationRow> => {
    const row = await findConversation(store.db, userId, id)
    if (!row) throw new Refusal('not_found', 'There is no such conversation.')
    return row
  }
  const list = async (query: Query, of: { userId: string; conversationId?: string }): Promise<Page<Share>> => {
    const { limit, cursor } = query
    if (cursor !== undefined && !isId(cursor)) throw new Refusal('invalid_request', 'That cursor is not one of ours.')
    const rows = await listShares(store.db, { ...of, limit: limit + 1, after: cursor })
    const shown = rows.slice(0, limit)
    return { items: shown.map(toShare), next_cursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
  }

  const open = async (token: string): Promise<ShareRow> => {
    const row = await findShareByToken(store.db, token)
    if (!row) throw notFound()
    return row
  }

  return {
    async create(caller: Caller, conversationId: string): Promise<Share> {
      const { userId } = caller
      const conversation = await requireConversation(userId, conversationId)
      if ((await countShares(store.db, userId)) >= MAX_SHARES)
        throw new Refusal('quota_exceeded', `You have ${MAX_SHARES} links already. Take some back first.`)
      const { pieces, messages } = await takeSnapshot(store.db, conversation, one => findAround(caller, one))
      const { token } = newOpaqueToken()
      const { id: conversation_id, title } = conversation
      const row = { id: newId(), token, user_id: userId, conversation_id, title, messages, created_at: clock.now() }
      await store.write(async trx => {
        // It may have gone meanwhile, or to another account.
        if (!(await findConversation(trx, userId, conversationId)))
          throw new Refusal('not_found', 'There is no such conversation.')
        await insertShare(trx, row, pieces)
      })
      return toShare(row)
    },

    /** All of a person's, the newest first. */
    list: (userId: string, query: Query): Promise<Page<Share>> => list(query, { userId }),

    async listOf(userId: string, conversationId: string, query: Query): Promise<Page<Share>> {
      await requireConversation(userId, conversationId)
      return list(query, { userId, conversationId })
    },

    /** Nobody opens it from then on. */
    async revoke(userId: string, id: string): Promise<void> {
      if (!(await store.write(trx => deleteShare(trx, userId, id)))) throw notFound()
    },

    /** What a link opens. Throws `Refusal('not_found')`. */
    open,

    /** Its messages, piece by piece, each asked for when it is read. Throws the same where it is taken back meanwhile. */
    async *pieces({ id, token }: Pick<ShareRow, 'id' | 'token'>): AsyncGenerator<string> {
      for (let n = 0; ; n++) {
        const piece = await findPiece(store.db, id, n)
        if (piece === undefined) break
        yield piece
        // Where nothing has to be waited for, others would wait for all of it.
        await otherTurns()
      }
      await open(token)
    },
  }
}

function toShare({ id, token, conversation_id, title, messages, created_at }: ShareRow): Share {
  return { id, token, url: `/s/${token}`, conversation_id, title, created_at: toTime(created_at), messages }
}

function notFound(): Refusal {
  return new Refusal('not_found', 'There is no such link, or it has been taken back.')
}
