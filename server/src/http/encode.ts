import { formatAddress, type EventName, type Events } from '@folio/protocol'
import type { Piece } from '../replies/mirror.ts'

/** Which reply a chunk belongs to, as clients know it. */
export type ChunkNames = { sessionId: string; messageId: string }

/** The part of a chunk that all its readers share, made once: everything but the closing `chunk_id` and `is_final`. */
function sharedBody(piece: Piece, { sessionId, messageId }: ChunkNames): string {
  if (piece.encoded !== undefined) return piece.encoded
  const { epoch, at, part } = piece
  const head = `"session_id":${JSON.stringify(sessionId)},"message_id":"${messageId}","epoch":${epoch},"at":${at}`
  const carried =
    typeof part === 'string' ? `"chunk":${JSON.stringify(part)}` : `"chunk":"","part":${JSON.stringify(part.data)}`
  piece.encoded = `${head},${carried}`
  return piece.encoded
}

/** The data of a `chunk` event without its braces; `chunkId` counts from 0 on each connection. */
export function chunkFields(piece: Piece, names: ChunkNames, chunkId: number): string {
  return `${sharedBody(piece, names)},"chunk_id":${chunkId},"is_final":${piece.isFinal}`
}

export function addressAfter(piece: Piece): string {
  return formatAddress({ epoch: piece.epoch, offset: piece.end })
}

/** One server-sent event. `data` is JSON, in which line breaks cannot stand; `id` is an address. */
export function sseEvent(name: EventName, data: string, id?: string): string {
  return id === undefined ? `event: ${name}\ndata: ${data}\n\n` : `event: ${name}\nid: ${id}\ndata: ${data}\n\n`
}

export function sse<Name extends EventName>(name: Name, data: Events[Name], id?: string): string {
  return sseEvent(name, JSON.stringify(data), id)
}

/** One WebSocket frame. */
export function socketFrame(name: EventName, fields: string, id?: string): string {
  return id === undefined ? `{"type":"${name}",${fields}}` : `{"type":"${name}","id":"${id}",${fields}}`
}

export function frame<Name extends EventName>(name: Name, data: Events[Name]): string {
  return JSON.stringify({ type: name, ...data })
}
