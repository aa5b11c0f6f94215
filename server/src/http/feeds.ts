import { parseAddress } from '@folio/protocol'
import { olderSse } from '@folio/protocol/requests'
import { presentExchange } from '../chat/accepted.ts'
import type { Feed, OpenFeed } from '../chat/feed.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Replies } from '../replies/replies.ts'
import { findConversationByName } from '../store/conversations.ts'
import { findMessageById } from '../store/messages.ts'
import type { Store } from '../store/open.ts'
import { listRepliesSince } from '../store/replies.ts'
import { openSse, type Sse } from './as-sse.ts'
import { readQuery } from './body.ts'
import { createComplete } from './completion.ts'
import type { Connections } from './connections.ts'
import type { Ctx } from './context.ts'
import { answered } from './reader.ts'
import { readSession } from './session-stream.ts'

export type FeedRoutes = ReturnType<typeof createFeedRoutes>

type Parts = { store: Store; openFeed: OpenFeed; replies: Replies; connections: Connections; podId: string }

/** The streams that stay open: a user's feed, and for other clients a session's. */
export function createFeedRoutes({ store, openFeed, replies, connections, podId }: Parts) {
  return {
    /** All conversations, all devices: everything but the text of replies. */
    async user(c: Ctx): Promise<Response> {
      const after = revision(c.req.query('after') ?? c.req.header('last-event-id'))
      const stream = openSse(c, await connections.admit(c.var), { podId })
      const feed = openFeed(c.var.caller.userId, after, ({ name, data }, userRev) => {
        stream.send(name, data, String(userRev))
        return stream.taken()
      })
      closeWith(c, stream, feed)
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
      const session = readSession(stream, sessionId, since, {
        find: () => findConversationByName(store.db, userId, sessionId),
        list: (conversationId, behind) => listRepliesSince(store.db, conversationId, behind),
        read: id => findMessageById(store.db, id),
        present: reply => presentExchange(store.db, reply),
        follow: (row, from, wake) => replies.follow(row, from, wake),
        complete: wake => createComplete(store.db, wake),
      })
      const feed = openFeed(userId, undefined, session.look)
      feed.then(session.look, () => {})
      void stream.closed.then(session.close)
      closeWith(c, stream, feed)
      return answered
    },
  }
}

/** After a stream has begun there is no second answer: a feed that fails cuts it. */
function closeWith(c: Ctx, stream: Sse, feed: Promise<Feed>): void {
  feed.catch(error => {
    c.get('log').error({ error }, 'a stream of events failed')
    stream.destroy()
  })
  void stream.closed.then(async () => (await feed).close()).catch(() => {})
}

function revision(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
