import { CLOSE, parseAddress, type AckFrame } from '@folio/protocol'
import { clientFrame } from '@folio/protocol/requests'
import type { WebSocket } from 'ws'
import type { z } from 'zod'
import { requireMessage, stop } from '../chat/again.ts'
import type { FeedEvent } from '../chat/announce.ts'
import type { Conversations } from '../chat/conversations.ts'
import type { Feed, OpenFeed } from '../chat/feed.ts'
import { sessionIdOf, type Accepted } from '../chat/accepted.ts'
import { acceptContent } from '../chat/content.ts'
import { send } from '../chat/send.ts'
import { refuseUnknownModel, type Desk } from '../chat/turn.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Cursor } from '../replies/follow.ts'
import { findMessage } from '../store/messages.ts'
import type { MessageRow } from '../store/tables.ts'
import { requireReply } from './messages.ts'
import { createComplete, type Complete } from './completion.ts'
import type { Caller } from './context.ts'
import { addressAfter, chunkFields, frame, socketFrame } from './encode.ts'
import { faultOf } from './errors.ts'
import type { Overload } from './overload.ts'
import { createToldEnds } from './told-ends.ts'
import { createSocketWriter, type FrameSource } from './socket-writer.ts'

/** Replies that one socket may follow at once: each is a cursor that is looked at whenever one of them has grown. */
const MAX_FOLLOWED = 100
/** Frames that may wait for their answers: twice what a page sends that comes back to all of them. */
const MAX_WAITING = 200

type Frame = z.output<typeof clientFrame>
export type SocketParts = {
  desk: Desk
  openFeed: OpenFeed
  conversations: Conversations
  overload: Pick<Overload, 'refuseCrowd'>
  countMessage: (caller: Caller) => Promise<void>
  podId: string
  onError: (error: unknown) => void
}

export type SocketSession = {
  /** A frame from the client. Frames are answered one after the other. */
  receive(data: string): void
  event(name: 'ping' | 'reconnect'): void
  close(): void
}

/** One signed-in socket: its user's feed, and any number of replies. */
export function openSocketSession(
  parts: SocketParts,
  socket: WebSocket,
  caller: Caller,
  about: { connectionId: string; after: number | undefined },
): SocketSession {
  const { desk, openFeed, conversations, overload, countMessage, podId, onError } = parts
  const { userId } = caller
  const writer = createSocketWriter(socket)
  const followed = new Map<string, { source: FrameSource; cursor: Cursor }>()
  const ends = createToldEnds()
  let feed: Feed | undefined
  let waiting = 0
  let closed = false

  const emit = (event: FeedEvent, userRev: number): Promise<void> | undefined => {
    const { name, data } = event
    // Who follows the reply is told behind its last chunk: of what another process writes, that may be before this.
    if (event.name === 'message_complete' && (followed.has(event.data.message_id) || ends.has(event))) return undefined
    writer.send(socketFrame(name, JSON.stringify(data).slice(1, -1), String(userRev)))
    return writer.taken()
  }
  writer.send(frame('connected', { connection_id: about.connectionId, pod_id: podId }))
  let turn = openFeed(userId, about.after, emit).then(opened => {
    feed = opened
    if (closed) opened.close()
  })
  turn.catch(error => {
    onError(error)
    socket.close(CLOSE.tryLater, 'the feed could not be opened')
  })

  const unfollow = (messageId: string) => {
    const known = followed.get(messageId)
    if (!known) return
    followed.delete(messageId)
    writer.remove(known.source)
    known.cursor.close()
  }
  const follow = async (messageId: string, after: string | undefined) => {
    const row = await requireReply(desk, { userId, messageId })
    const from = after === undefined ? 0 : parseAddress(after)?.offset
    if (from === undefined) throw new Refusal('invalid_address', 'An address looks like 2.812, or 812.')
    const sessionId = sessionIdOf(await conversations.require(userId, row.conversation_id))
    // Gone in the meantime: nobody would close the cursor.
    if (closed) return undefined
    unfollow(messageId)
    if (followed.size >= MAX_FOLLOWED) throw tooManyFollowed()
    const cursor = desk.replies.follow(row, from, writer.wake)
    if (!cursor) throw new Refusal('invalid_address', 'That address lies between the two halves of one character.')
    const complete = createComplete(desk.store.db, writer.wake)
    const source = chunkFrames(cursor, { sessionId, messageId }, complete, ended => {
      if (ended) ends.add(ended)
      unfollow(messageId)
    })
    followed.set(messageId, { source, cursor })
    return source
  }

  /** The one it was sent to before, else a new one, unless the message would be refused there. */
  const conversationOf = async ({ id, content, model }: Frame & { type: 'send' }): Promise<string> => {
    acceptContent(content, desk.rules)
    refuseUnknownModel(desk, model)
    const earlier = await findMessage(desk.store.db, userId, id)
    return earlier?.conversation_id ?? (await conversations.create(userId, {})).conversation.id
  }
  const accept = async (asked: Frame & { type: 'send' }): Promise<Accepted> => {
    overload.refuseCrowd()
    await countMessage(caller)
    const { reply_id: replyId, parent_id: parentId, id, content, model } = asked
    const conversationId = asked.conversation_id ?? (await conversationOf(asked))
    return send(desk, { userId, conversationId, id, replyId, parentId, content, model })
  }
  const answer = async (asked: Frame): Promise<void> => {
    const ack = (more: Partial<AckFrame> = {}) => writer.send(JSON.stringify({ type: 'ack', ...refOf(asked), ...more }))
    switch (asked.type) {
      case 'auth':
        return ack()
      case 'resume':
        feed?.resume(asked.after)
        return ack()
      case 'send': {
        const { exchange, replayed } = await accept(asked)
        return ack({ ...exchange, replayed })
      }
      case 'follow': {
        const source = await follow(asked.message_id, asked.after)
        ack()
        return source && writer.add(source)
      }
      case 'unfollow':
        unfollow((await requireMessage(desk.store.db, { userId, messageId: asked.message_id })).id)
        return ack()
      case 'stop':
        return ack({ message: (await stop(desk, { userId, messageId: asked.message_id })).message })
    }
  }

  return {
    receive(data) {
      const asked = readFrame(data)
      if (typeof asked === 'string') return writer.send(asked)
      if (++waiting > MAX_WAITING) return socket.close(CLOSE.tooMany, 'too many frames wait for an answer')
      turn = turn
        .then(() => (closed ? undefined : answer(asked)))
        .catch(error => {
          if (!(error instanceof Refusal)) onError(error)
          writer.send(errorFrame(error, asked))
        })
        .finally(() => waiting--)
    },
    event(name) {
      writer.send(
        name === 'ping'
          ? frame('ping', { timestamp: new Date().toISOString() })
          : frame('reconnect', { reason: 'this server is leaving' }),
      )
    },
    close() {
      closed = true
      writer.close()
      feed?.close()
      for (const messageId of followed.keys()) unfollow(messageId)
    },
  }
}

function tooManyFollowed(): Refusal {
  return new Refusal('too_many_connections', `A socket may follow ${MAX_FOLLOWED} replies at once.`)
}

/** A cursor's pieces as frames; behind the last one `message_complete`, once. */
function chunkFrames(
  cursor: Cursor,
  names: { sessionId: string; messageId: string },
  complete: Complete,
  onEnd: (row: MessageRow | undefined) => void,
): FrameSource {
  let chunkId = 0
  let over = false
  return () => {
    if (over) return 'done'
    const piece = cursor.next()
    if (piece === undefined) return undefined
    if (piece !== 'ended') return socketFrame('chunk', chunkFields(piece, names, chunkId++), addressAfter(piece))
    const row = cursor.row()
    const end = row && complete(row)
    if (row && !end) return undefined
    over = true
    onEnd(row)
    return end ? frame('message_complete', end) : 'done'
  }
}

/** The frame, or the error to answer with. */
function readFrame(data: string): Frame | string {
  let value: unknown
  try {
    value = JSON.parse(data)
  } catch {
    return errorFrame(new Refusal('malformed_json', 'A frame is one JSON object.'))
  }
  const parsed = clientFrame.safeParse(value)
  if (parsed.success) return parsed.data
  const ref =
    typeof value === 'object' && value !== null && 'ref' in value && typeof value.ref === 'string'
      ? { ref: value.ref }
      : {}
  const issue = parsed.error.issues[0]
  return errorFrame(
    new Refusal('invalid_request', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a frame'}`),
    ref,
  )
}

function errorFrame(error: unknown, asked: { ref?: string | undefined } = {}): string {
  const fault = faultOf(error)
  // Of a frame there is no request id to ask for.
  const { code, detail } =
    fault.code === 'internal' ? { code: fault.code, detail: 'Something went wrong here.' } : fault
  return JSON.stringify({ type: 'error', ...refOf(asked), code, detail })
}

const refOf = ({ ref }: { ref?: string | undefined }) => (ref === undefined ? {} : { ref })
