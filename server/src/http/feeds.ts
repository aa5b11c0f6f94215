import { parseAddress, type Exchange } from '@folio/protocol'
import { olderSse } from '@folio/protocol/requests'
import type { Bus } from '../bus/bus.ts'
import { presentMessage } from '../chat/again.ts'
import { openFeed } from '../chat/feed.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Replies } from '../replies/replies.ts'
import { findConversationByName } from '../store/conversations.ts'
import { findMessage } from '../store/messages.ts'
import type { Store } from '../store/open.ts'
import { listRepliesSince } from '../store/replies.ts'
import type { MessageRow } from '../store/tables.ts'
import { chunksOf, openSse, type Sse } from './as-sse.ts'
import { readQuery } from './body.ts'
import type { Connections } from './connections.ts'
import type { Ctx } from './context.ts'
import { answered, type Next } from './reader.ts'

export type FeedRoutes = ReturnType<typeof createFeedRoutes>

type Parts = { store: Store; bus: Bus; replies: Replies; connections: Connections; podId: string }

/** The streams that stay open: a user's feed, and for other clients a session's. */
export function createFeedRoutes({ store, bus, replies, connections, podId }: Parts) {
  return {
    /** All conversations, all devices: everything but the text of replies. */
    async user(c: Ctx): Promise<Response> {
      const after = revision(c.req.query('after') ?? c.req.header('last-event-id'))
      const stream = openSse(c, await connections.admit(c.var), { podId })
      // After a stream has begun there is no second answer: what fails now cuts it.
      const feed = openFeed({ store, bus }, c.var.caller.userId, after, ({ name, data }, userRev) => {
        stream.send(name, data, String(userRev))
        return stream.taken()
      })
      void stream.closed.then(async () => (await feed).close()).catch(() => {})
      feed.catch(failed(c, stream))
      return answered
    },

    /** One conversation by the client's own name for it, begun or not: its messages, and its replies as they are written. */
    async session(c: Ctx): Promise<Response> {
      const { session_id: sessionId, user_id } = readQuery(c, olderSse)
      const { userId } = c.var.caller
      if (user_id !== undefined && user_id !== userId) throw new Refusal('wrong_user', 'That user_id is not yours.')
      const [rev, address] = (c.req.header('last-event-id') ?? '').split('/')
      const since = { rev: revision(rev), offset: parseAddress(address ?? '')?.offset ?? 0 }
      const stream = openSse(c, await connections.admit(c.var), { podId, sessionId })
      const replay = readSession(stream, { sessionId, follow: (row, from, wake) => replies.follow(row, from, wake) })

      const find = () => findConversationByName(store.db, userId, sessionId)
      let conversationId: string | undefined
      // One event after the other: a reply is followed before the next is looked at.
      let turn = Promise.resolve()
      const then = (work: () => Promise<void>) => void (turn = turn.then(work).catch(failed(c, stream)))
      const feed = openFeed({ store, bus }, userId, undefined, event =>
        then(async () => {
          if (event.name !== 'message') return
          conversationId ??= (await find())?.id
          const { reply } = event.data
          if (reply.conversation_id !== conversationId) return
          const row = await findMessage(store.db, userId, reply.id)
          if (row) replay.exchange(event.data, row, 0)
        }),
      )
      then(async () => {
        await feed
        conversationId = (await find())?.id
        if (conversationId === undefined) return
        // The address is one of the reply that was being read; whatever came behind it is read from its start.
        let { offset } = since
        for (const row of await listRepliesSince(store.db, conversationId, since.rev ?? Number.MAX_SAFE_INTEGER)) {
          const isNew = since.rev !== undefined && row.seq > since.rev
          const message =
            isNew && row.parent_id ? await presentMessage(store.db, { userId, messageId: row.parent_id }) : null
          const exchange = isNew
            ? { message, reply: await presentMessage(store.db, { userId, messageId: row.id }) }
            : undefined
          replay.exchange(exchange, row, isNew || since.rev === undefined ? 0 : offset)
          offset = 0
        }
      })
      void stream.closed
        .then(async () => {
          replay.close()
          ;(await feed).close()
        })
        .catch(() => {})
      return answered
    },
  }
}

function failed(c: Ctx, stream: Sse): (error: unknown) => void {
  return error => {
    c.get('log').error({ error }, 'a stream of events failed')
    stream.destroy()
  }
}

type Session = { sessionId: string; follow: Replies['follow'] }

/** The replies of one conversation on one stream, each whole before the next. */
function readSession(stream: Sse, { sessionId, follow }: Session) {
  const sources: { next: () => Next; close: () => void }[] = []
  const seen = new Set<string>()
  // What was read whole is not read again: ids never fall behind it.
  let completedRev = 0
  let closed = false
  stream.follow(() => {
    for (;;) {
      const next = sources[0]?.next()
      if (next !== 'done') return next
      sources.shift()?.close()
    }
  })
  return {
    exchange(
      exchange: { message: Exchange['message'] | null; reply: Exchange['reply'] } | undefined,
      row: MessageRow,
      from: number,
    ): void {
      const key = `${row.id} ${row.epoch}`
      if (closed || seen.has(key)) return
      seen.add(key)
      const cursor = follow(row, from, stream.wake)
      if (!cursor) return
      if (exchange) stream.send('message', exchange, `${row.seq}/0.0`)
      const ids = {
        chunk: (address: string) => `${Math.max(row.rev, completedRev)}/${address}`,
        complete(ended: MessageRow) {
          completedRev = Math.max(completedRev, ended.rev)
          return `${completedRev}/0.0`
        },
      }
      sources.push({ next: chunksOf(cursor, { sessionId, messageId: row.id }, ids), close: cursor.close })
      stream.wake()
    },
    close() {
      closed = true
      for (const { close } of sources.splice(0)) close()
    },
  }
}

function revision(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
