import { olderChat, olderHistory, olderMessage } from '@folio/protocol/requests'
import type { Conversations } from '../chat/conversations.ts'
import { acceptContent } from '../chat/content.ts'
import { send } from '../chat/send.ts'
import { refuseUnoffered, type Answerer, type Desk } from '../chat/turn.ts'
import { toTime } from '../chat/wire.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Replies } from '../replies/replies.ts'
import type { MessageRow } from '../store/tables.ts'
import { findConversationByName } from '../store/conversations.ts'
import { findMessageById, listPath } from '../store/messages.ts'
import { replyAsText } from './as-text.ts'
import { setHeader } from './headers.ts'
import { readJson, readQuery } from './body.ts'
import type { Connections } from './connections.ts'
import type { Ctx } from './context.ts'
import { faultOf, problem } from './errors.ts'

/** The conversation that clients without any share. */
const DEFAULT = 'default'

export type OlderRoutes = ReturnType<typeof createOlderRoutes>

/** What other clients already speak: thin views over the same conversations, replies and limits. */
export function createOlderRoutes({
  desk,
  conversations,
  connections,
}: {
  desk: Desk
  conversations: Conversations
  connections: Connections
}) {
  const { store, replies } = desk
  const say = async (userId: string, name: string, content: string, answerer: Answerer = {}) => {
    // Refused before a conversation is made for it.
    acceptContent(content, desk.rules)
    refuseUnoffered(desk, answerer)
    const conversation = await conversations.named(userId, name)
    return send(desk, { userId, conversationId: conversation.id, content, ...answerer })
  }
  const follow = (row: MessageRow, onMore: () => void) => {
    const cursor = replies.follow(row, 0, onMore)
    if (!cursor) throw new Error('the start of a reply is always an address')
    return cursor
  }

  return {
    /** With a `session_id` the reply comes on that session's stream; without, it is the answer. */
    async chat(c: Ctx): Promise<Response> {
      const { message, session_id: sessionId, user_id, model, ai_provider } = await readJson(c, olderChat)
      const { userId } = c.var.caller
      if (user_id !== undefined && user_id !== userId) throw new Refusal('wrong_user', 'That user_id is not yours.')
      // All other names are the model's.
      const answerer = { model, provider: ai_provider === 'workflow' ? ai_provider : undefined } as const
      if (sessionId === undefined) {
        // A place first: what is refused for want of one has not been sent.
        return connections.seated(c.var, async place => {
          const { reply } = await say(userId, DEFAULT, message, answerer)
          return replyAsText(c, place, { row: reply, from: 0, follow: onMore => follow(reply, onMore) }).response
        })
      }
      const { reply } = await say(userId, sessionId, message, answerer)
      return c.json(
        {
          message_id: reply.id,
          session_id: sessionId,
          status: 'accepted',
          timestamp: toTime(reply.created_at),
          correlation_id: c.var.requestId,
        },
        202,
      )
    },

    /** Waits for the whole reply. */
    async message(c: Ctx): Promise<Response> {
      try {
        const { message } = await readJson(c, olderMessage)
        const { reply } = await say(c.var.caller.userId, DEFAULT, message)
        const ended = await wholeReply(onMore => follow(reply, onMore))
        if (ended?.status === 'complete') return c.json({ status: 'Success', response: ended.content })
        return c.json({ status: 'error', message: errorMessage(ended) }, 500)
      } catch (error) {
        return inOldShape(c, error, detail => ({ status: 'error', message: detail }))
      }
    },

    /** What was said and answered, oldest first; older pages by the `Link` header. */
    async history(c: Ctx): Promise<Response> {
      const query = readQuery(c, olderHistory)
      try {
        const { pairs, next } = await readPairs(c.var.caller.userId, query)
        if (next) setHeader(c, 'Link', `</chat/history?limit=${query.limit}&before=${next}>; rel="next"`)
        return c.json(pairs)
      } catch (error) {
        if (error instanceof Refusal) throw error
        return inOldShape(c, error, () => ({ message: 'Failed to fetch chat history.' }))
      }
    },
  }

  async function readPairs(userId: string, { limit, before }: { limit: number; before?: string | undefined }) {
    const conversation = await findConversationByName(store.db, userId, DEFAULT)
    const from = before === undefined ? conversation?.head_message_id : await parentOf(before, conversation?.id)
    if (!conversation || from === undefined) return { pairs: [], next: undefined }
    // A message and its reply are two rows of the path.
    const path = await listPath(store.db, conversation.id, from, limit * 2 + 1)
    const shown = pairUp(path).slice(-limit)
    const oldest = shown[0]
    return { pairs: shown.map(({ user, ai }) => ({ user, AI: ai })), next: oldest?.parentId ? oldest.id : undefined }
  }

  async function parentOf(id: string, conversationId: string | undefined): Promise<string | null> {
    const message = await findMessageById(store.db, id)
    if (!message || message.conversation_id !== conversationId)
      throw new Refusal('not_found', 'There is no such message in this conversation.')
    return message.parent_id
  }
}

/** The same refusal, in the words that these clients know. */
function inOldShape(c: Ctx, error: unknown, body: (detail: string) => object): Response {
  const { status } = problem(c, error)
  return c.json(body(faultOf(error).detail), status === 413 ? 400 : (status as 400 | 500))
}

function wholeReply(follow: (onMore: () => void) => ReturnType<Replies['follow']>): Promise<MessageRow | undefined> {
  return new Promise(resolve => {
    const drain = () => {
      let piece = cursor?.next()
      while (piece !== undefined && piece !== 'ended') piece = cursor?.next()
      if (piece !== 'ended') return
      cursor?.close()
      resolve(cursor?.row())
    }
    const cursor = follow(drain)
    drain()
  })
}

function pairUp(path: readonly MessageRow[]): { id: string; parentId: string | null; user: string; ai: string }[] {
  return path.flatMap((row, index) => {
    if (row.role !== 'user') return []
    const reply = path[index + 1]
    return [
      { id: row.id, parentId: row.parent_id, user: row.content, ai: reply?.role === 'assistant' ? reply.content : '' },
    ]
  })
}

function errorMessage(row: MessageRow | undefined): string {
  const error = row?.error ? (JSON.parse(row.error) as { message?: string }) : undefined
  return error?.message ?? 'The reply did not end well.'
}
