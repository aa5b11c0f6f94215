import { formatAddress } from '@folio/protocol'
import type { Cursor } from '../replies/follow.ts'
import type { MessageRow } from '../store/tables.ts'
import type { Place } from './connections.ts'
import type { Ctx } from './context.ts'
import { answered, beginResponse, openReader, type Next, type Reader } from './reader.ts'

export type Following = { row: MessageRow; from: number; follow: (onMore: () => void) => Cursor }

/** One reply as plain text. A clean end means a whole reply: any other end breaks the connection. */
export function replyAsText(
  c: Ctx,
  place: Place,
  { row, from, follow }: Following,
): { response: Response; closed: Promise<void> } {
  let reader: Reader | undefined
  const cursor = follow(() => reader?.wake())
  // Who reads bare text cannot be told to come back: it stays until the reply has ended.
  const connection = place.open({ ping() {}, leave() {}, sessionEnded: () => reader?.destroy() })
  const response = beginResponse(c, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    'x-message-id': row.id,
    'x-reply-address': formatAddress({ epoch: cursor.at.epoch, offset: from }),
  })
  reader = openReader(response, () => nextText(cursor))
  reader.wake()
  const closed = reader.closed.then(() => {
    cursor.close()
    connection.close()
  })
  return { response: answered, closed }
}

function nextText(cursor: Cursor): Next {
  const piece = cursor.next()
  if (piece === undefined) return undefined
  if (piece === 'ended') return cursor.row()?.status === 'complete' ? 'done' : 'broken'
  return { text: typeof piece.part === 'string' ? piece.part : '' }
}
