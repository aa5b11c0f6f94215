import type { EventName, Events, Exchange } from '@folio/protocol'
import type { Cursor } from '../replies/follow.ts'
import type { Db, MessageRow } from '../store/tables.ts'
import type { Following } from './as-text.ts'
import { createComplete, type Complete } from './completion.ts'
import type { Place } from './connections.ts'
import type { Ctx } from './context.ts'
import { addressAfter, chunkFields, sse, sseEvent, type ChunkNames } from './encode.ts'
import { answered, beginResponse, openReader, type Next, type Reader } from './reader.ts'

/** Events, not chunks, that a slow reader may leave waiting, in UTF-16 units; then it is cut, and reads them from the store when it is back. */
const MAX_WAITING = 32_768

export type Sse = {
  send<Name extends EventName>(name: Name, data: Events[Name], id?: string): void
  /** Reads from there too, behind what was sent. */
  follow(next: () => Next): void
  wake(): void
  /** Resolves when what was sent has been taken: at once, unless the reader is slow. */
  taken(): Promise<void> | undefined
  /** Cuts it: whoever reads comes back, and reads what is missing. */
  destroy(): void
  closed: Promise<void>
}

/**
 * Begins a stream of events with `connected`. It pings, and ends with its session. When this server leaves it says so, and
 * ends, unless it will end by itself.
 */
export function openSse(
  c: Ctx,
  place: Place,
  about: { podId: string; sessionId?: string; endsByItself?: boolean },
): Sse {
  const { podId, sessionId, endsByItself = false } = about
  let reader: Reader | undefined
  let waiting = ''
  let leaving = false
  const onTaken: (() => void)[] = []
  let source: () => Next = () => undefined

  const send: Sse['send'] = (name, data, id) => {
    const isFull = waiting.length > MAX_WAITING
    waiting += sse(name, data, id)
    reader?.wake()
    if (reader && isFull && waiting.length > MAX_WAITING) reader.destroy()
  }
  const leave = () => {
    leaving = true
    send('reconnect', { reason: 'this server is leaving' })
  }
  const connection = place.open({
    ping: () => send('ping', { timestamp: new Date().toISOString() }),
    leave,
    sessionEnded: () => reader?.destroy(),
  })
  send('connected', {
    connection_id: connection.id,
    ...(sessionId === undefined ? {} : { session_id: sessionId }),
    pod_id: podId,
  })
  const response = beginResponse(c, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  })
  const next = (): Next => {
    if (waiting === '') return leaving && !endsByItself ? 'done' : source()
    const text = waiting
    waiting = ''
    for (const resolve of onTaken.splice(0)) resolve()
    return { text }
  }
  const open = openReader(response, next)
  reader = open
  open.wake()
  return {
    send,
    follow(from) {
      source = from
      open.wake()
    },
    wake: open.wake,
    taken: () => (waiting === '' ? undefined : new Promise(resolve => void onTaken.push(resolve))),
    destroy: open.destroy,
    closed: open.closed.then(() => connection.close()),
  }
}

type About = { exchange?: Exchange; sessionId: string; podId: string; db: Db }

/** One reply as events, from its start or from an address; `exchange` where the request itself sent the message. */
export function replyAsSse(
  c: Ctx,
  place: Place,
  { row, follow, exchange, sessionId, podId, db }: Following & About,
): { response: Response; closed: Promise<void> } {
  let stream: Sse | undefined
  const cursor = follow(() => stream?.wake())
  stream = openSse(c, place, { podId, sessionId, endsByItself: true })
  if (exchange) stream.send('message', exchange)
  stream.follow(chunksOf(cursor, { sessionId, messageId: row.id }, createComplete(db, stream.wake)))
  return { response: answered, closed: stream.closed.then(() => cursor.close()) }
}

/** How the `id:` of events is written: after a chunk, and after the end of a reply. */
type EventIds = { chunk(address: string): string; complete(row: MessageRow): string | undefined }
const plainAddresses: EventIds = { chunk: address => address, complete: () => undefined }

/** A cursor's pieces as events; behind the last one `message_complete`, once. */
export function chunksOf(cursor: Cursor, names: ChunkNames, complete: Complete, ids = plainAddresses): () => Next {
  let chunkId = 0
  let completed = false
  return () => {
    const piece = completed ? 'ended' : cursor.next()
    if (piece === undefined) return undefined
    if (piece === 'ended') {
      const row = cursor.row()
      if (completed || !row) return 'done'
      const end = complete(row)
      if (!end) return undefined
      completed = true
      return { text: sse('message_complete', end, ids.complete(row)) }
    }
    return { text: sseEvent('chunk', `{${chunkFields(piece, names, chunkId++)}}`, ids.chunk(addressAfter(piece))) }
  }
}
