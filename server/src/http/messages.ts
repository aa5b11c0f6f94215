import { parseAddress } from '@folio/protocol'
import { editMessage, giveFeedback, regenerate as regenerateBody, sendMessage, uuid } from '@folio/protocol/requests'
import { continueReply, edit, presentMessage, regenerate, requireMessage, stop } from '../chat/again.ts'
import type { Conversations } from '../chat/conversations.ts'
import { rateReply } from '../chat/feedback.ts'
import { sessionIdOf, type Accepted } from '../chat/accepted.ts'
import { send } from '../chat/send.ts'
import type { Desk } from '../chat/turn.ts'
import { Refusal } from '../lib/refusal.ts'
import type { MessageRow } from '../store/tables.ts'
import { replyAsSse } from './as-sse.ts'
import { replyAsText, type Following } from './as-text.ts'
import { readJson } from './body.ts'
import type { Connections, Place } from './connections.ts'
import type { Ctx } from './context.ts'
import { setHeader } from './headers.ts'

export type MessageRoutes = ReturnType<typeof createMessageRoutes>

type Parts = { desk: Desk; conversations: Conversations; connections: Connections; podId: string }

/** Messages and their replies, and the ways to read one. */
export function createMessageRoutes({ desk, conversations, connections, podId }: Parts) {
  const asked = (c: Ctx) => ({ userId: c.var.caller.userId, messageId: pathId(c) })

  /** Where a reader begins; throws where that is no address of this reply. */
  const followingFrom = (row: MessageRow, after: string | undefined): Following => {
    const from = after === undefined ? 0 : parseAddress(after)?.offset
    if (from === undefined) throw new Refusal('invalid_address', 'An address looks like 2.812, or 812.')
    return {
      row,
      from,
      follow(onMore) {
        const cursor = desk.replies.follow(row, from, onMore)
        if (!cursor) throw new Refusal('invalid_address', 'That address lies between the two halves of one character.')
        return cursor
      },
    }
  }

  /** Accepts, and answers by what the client accepts: with an acknowledgement, or with the reply itself. */
  const respond = async (c: Ctx, accept: () => Promise<Accepted>): Promise<Response> => {
    const accepted = async () => {
      const made = await accept()
      if (made.replayed) setHeader(c, 'Idempotent-Replayed', 'true')
      return made
    }
    const way = wayOf(c.req.header('accept') ?? '')
    if (way === 'application/json') {
      const { exchange, replayed } = await accepted()
      return c.json(exchange, replayed ? 200 : 202)
    }
    // A place first: what is refused for want of one has not been sent.
    return connections.seated(c.var, async place => stream(c, place, way, await accepted()))
  }
  const stream = (c: Ctx, place: Place, way: 'text/plain' | 'text/event-stream', accepted: Accepted): Response => {
    const { exchange, reply, sessionId } = accepted
    const following = followingFrom(reply, undefined)
    const { response, closed } =
      way === 'text/plain'
        ? replyAsText(c, place, following)
        : replyAsSse(c, place, { ...following, exchange, sessionId, podId, db: desk.store.db })
    stopOnDisconnect(c, reply.id, closed)
    return response
  }
  const stopOnDisconnect = (c: Ctx, messageId: string, closed: Promise<void>) => {
    if (c.req.query('stop_on_disconnect') !== '1') return
    const { userId } = c.var.caller
    // After the end there is nothing to stop, and where the message is gone neither.
    void closed.then(() => stop(desk, { userId, messageId })).catch(() => {})
  }

  return {
    async send(c: Ctx) {
      const body = await readJson(c, sendMessage)
      const id = body.id ?? idempotencyKey(c)
      const sending = {
        userId: c.var.caller.userId,
        conversationId: pathId(c),
        id,
        replyId: body.reply_id,
        content: body.content,
        parentId: body.parent_id,
        model: body.model,
      }
      return respond(c, () => send(desk, sending))
    },
    async get(c: Ctx) {
      return c.json(await presentMessage(desk.store.db, asked(c)))
    },
    async edit(c: Ctx) {
      const { reply_id: replyId, ...body } = await readJson(c, editMessage)
      const editing = { ...asked(c), ...body, id: body.id ?? idempotencyKey(c), replyId }
      return respond(c, () => edit(desk, editing))
    },
    async regenerate(c: Ctx) {
      const { reply_id: replyId, model } = await readJson(c, regenerateBody, {})
      const regenerating = { ...asked(c), replyId: replyId ?? idempotencyKey(c), model }
      return respond(c, () => regenerate(desk, regenerating))
    },
    async continue(c: Ctx) {
      const continued = asked(c)
      return respond(c, () => continueReply(desk, continued))
    },
    async stop(c: Ctx) {
      const { message, ended } = await stop(desk, asked(c))
      return c.json(message, ended ? 200 : 202)
    },
    async rate(c: Ctx) {
      await rateReply(desk, asked(c), await readJson(c, giveFeedback))
      return c.body(null, 204)
    },
    async unrate(c: Ctx) {
      await rateReply(desk, asked(c), null)
      return c.body(null, 204)
    },
    async events(c: Ctx) {
      const row = await requireReply(desk, asked(c))
      const following = followingFrom(row, c.req.query('after') ?? lastEventAddress(c))
      const sessionId = sessionIdOf(await conversations.require(row.user_id, row.conversation_id))
      return connections.seated(c.var, async place => {
        const { response, closed } = replyAsSse(c, place, { ...following, sessionId, podId, db: desk.store.db })
        stopOnDisconnect(c, row.id, closed)
        return response
      })
    },
    async text(c: Ctx) {
      const row = await requireReply(desk, asked(c))
      const following = followingFrom(row, c.req.query('after'))
      return connections.seated(c.var, async place => {
        const { response, closed } = replyAsText(c, place, following)
        stopOnDisconnect(c, row.id, closed)
        return response
      })
    },
  }
}

const WAYS = ['application/json', 'text/event-stream', 'text/plain'] as const

/** The first that the client names: some name text behind JSON with every request. */
function wayOf(accept: string): (typeof WAYS)[number] {
  const named = accept.split(',').map(piece => piece.split(';')[0]?.trim().toLowerCase())
  return named.flatMap(name => WAYS.find(way => way === name) ?? [])[0] ?? 'application/json'
}

/** The id in the path; a malformed one names nothing. */
export function pathId(c: Ctx): string {
  const id = uuid.safeParse(c.req.param('id'))
  if (!id.success) throw new Refusal('not_found', 'There is nothing with that id.')
  return id.data
}

export async function requireReply({ store }: Desk, asked: { userId: string; messageId: string }): Promise<MessageRow> {
  const row = await requireMessage(store.db, asked)
  if (row.role !== 'assistant') throw new Refusal('not_found', 'There is no such reply.')
  return row
}

/** The address in `Last-Event-ID`, which on a session's stream stands behind a revision. */
function lastEventAddress(c: Ctx): string | undefined {
  const id = c.req.header('last-event-id')
  return id === undefined || id === '' ? undefined : id.slice(id.indexOf('/') + 1)
}

function idempotencyKey(c: Ctx): string | undefined {
  const key = c.req.header('idempotency-key')
  if (key === undefined) return undefined
  const id = uuid.safeParse(key)
  if (!id.success) throw new Refusal('invalid_idempotency_key', 'An Idempotency-Key is a UUID here.')
  return id.data
}
