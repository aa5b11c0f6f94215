import { apply, insidePair, MAX_FRAME_UNITS, span, weigh, type Batch, type Part, type View } from '@folio/protocol'
import type { MessageRow } from '../store/tables.ts'
import { isEndMark } from './row-parts.ts'

/** The next part for a reader: one text or one datum, so that an encoder never has to split. */
export type Piece = {
  epoch: number
  at: number
  part: Part
  end: number
  isFinal: boolean
  /** What an encoder has made of it, for the next reader. */
  encoded: string | undefined
}

/** What is durable of one reply, in memory, for everybody here who reads it. */
export type Mirror = {
  readonly replyId: string
  readonly conversationId: string
  readonly view: View
  /** Nothing more will come. */
  readonly over: boolean
  /** The row, once it has ended; undefined also where it was deleted. */
  readonly row: MessageRow | undefined
  /** Text before this was there when the present epoch began: an end mark in it ends nothing. */
  beganAt: number
  /** True while the reply's owner is here and feeds it. */
  owned: boolean
  /** Adds what has become durable, and wakes the readers unless told that more is about to come. */
  advance(batch: Batch, more?: 'more'): void
  wake(): void
  /** The row has ended, or is gone. */
  finish(row: MessageRow | undefined): void
  /** The piece at an offset; undefined where there is none yet. Readers at the live end are given the same object. */
  piece(at: number): Piece | undefined
  subscribe(listener: () => void): () => void
}

export function createMirror({ id, conversation_id, epoch }: MessageRow, parts: Part[]): Mirror {
  const view: View = { epoch, offset: span(parts), parts }
  const listeners = new Set<() => void>()
  let row: MessageRow | undefined
  let over = false
  let latest: Piece | undefined

  const wake = () => {
    for (const listener of listeners) listener()
  }
  const piece = (at: number): Piece | undefined => {
    if (latest?.at === at) return latest
    const part = partAt(view.parts, at)
    if (part === undefined) return undefined
    const end = at + weigh(part)
    return { epoch: view.epoch, at, part, end, isFinal: isFinal(part, at), encoded: undefined }
  }
  const isFinal = (part: Part, at: number) =>
    typeof part !== 'string' && isEndMark(part.data) && at >= mirror.beganAt && at + 1 === view.offset

  const mirror: Mirror = {
    replyId: id,
    conversationId: conversation_id,
    view,
    beganAt: view.offset,
    owned: false,
    get over() {
      return over
    },
    get row() {
      return row
    },
    wake,
    advance(batch, more) {
      const at = view.offset
      if (apply(view, batch) !== 'ok') return
      latest = undefined
      const [part] = batch.parts
      if (batch.at === at && batch.parts.length === 1 && part !== undefined && weigh(part) <= MAX_FRAME_UNITS) {
        latest = { epoch: view.epoch, at, part, end: view.offset, isFinal: isFinal(part, at), encoded: undefined }
      }
      if (!more) wake()
    },
    finish(ended) {
      row = ended
      over = true
      wake()
    },
    piece,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  return mirror
}

/** At most one frame of what lies at `at`, never half of a surrogate pair. */
function partAt(parts: readonly Part[], at: number): Part | undefined {
  let start = 0
  for (const part of parts) {
    const end = start + weigh(part)
    if (at < end) return typeof part === 'string' ? frame(part, at - start) : part
    start = end
  }
  return undefined
}

function frame(text: string, from: number): string {
  const end = from + MAX_FRAME_UNITS
  return text.slice(from, insidePair(text, end) ? end - 1 : end)
}
