import {
  join,
  push,
  tail,
  head,
  span,
  type Address,
  type Batch,
  type EndMark,
  type Part,
  type ReplyData,
} from '@folio/protocol'
import type { Clock } from '../lib/clock.ts'
import type { Tape } from '../tape/tape.ts'
import type { Mirror } from './mirror.ts'

/** The last text and the end of the row reach a reader in one write, if the row is not longer in coming than this. */
const END_TOGETHER_MS = 20
const RETRY_MS = [50, 100, 250, 500, 1_000] as const

/** The writing end of a reply: what is put here reaches the tape first, and the mirror, hence the readers, behind it. */
export type Writer = {
  text(piece: string): void
  data(data: ReplyData): void
  /** Puts the end mark behind all the rest; resolves once everything is durable. */
  end(mark: EndMark): Promise<void>
  /** Writes nothing any more. */
  close(): void
  /** UTF-16 units of text, durable or not. */
  readonly length: number
}

type Surroundings = {
  mirror: Mirror
  epoch: number
  tapeAt: number
  tape: Tape
  clock: Clock
  onGrown: () => void
  onFenced: () => void
}

export function createWriter({ mirror, epoch, tapeAt, tape, clock, onGrown, onFenced }: Surroundings): Writer {
  const { replyId, view } = mirror
  // What the tape has not acknowledged, behind the mirror's end.
  let unwritten: Part[] = []
  let standing = tapeAt
  let writing = false
  let closed = false
  let failures = 0
  let length = textUnits(view.parts)
  let drained: (() => void) | undefined

  const flush = () => {
    if (writing || closed || unwritten.length === 0) return
    writing = true
    // The tape may stand behind the mirror: it was lost, or dropped before the reply was continued.
    const known = standing < view.offset ? tail(view.parts, standing) : []
    const batch: Batch = { epoch, at: standing, parts: known.length > 0 ? join([...known, ...unwritten]) : unwritten }
    unwritten = []
    tape.append(replyId, batch).then(
      at => acknowledged(batch, at),
      () => failed(batch),
    )
  }

  const acknowledged = (batch: Batch, at: Address) => {
    writing = false
    failures = 0
    if (closed) return
    if (at.epoch > epoch) {
      closed = true
      return onFenced()
    }
    standing = at.offset
    const end = batch.at + span(batch.parts)
    const durable = standing < end ? head(batch.parts, standing - batch.at) : batch.parts
    putBack(batch, Math.max(standing, view.offset))
    if (standing > view.offset) {
      const last = drained !== undefined && unwritten.length === 0
      mirror.advance({ epoch, at: batch.at, parts: durable }, last ? 'more' : undefined)
      if (last) clock.setTimer(mirror.wake, END_TOGETHER_MS)
      onGrown()
    }
    if (unwritten.length > 0) flush()
    else drained?.()
  }

  const failed = (batch: Batch) => {
    putBack(batch, view.offset)
    const waitMs = RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)] ?? 0
    clock.setTimer(() => {
      writing = false
      flush()
    }, waitMs)
  }

  /** What lies behind `offset` in a batch is still to be written, before what has come since. */
  const putBack = (batch: Batch, offset: number) => {
    const rest = offset > batch.at ? tail(batch.parts, offset - batch.at) : batch.parts
    if (rest.length > 0) unwritten = join([...rest, ...unwritten])
  }

  const put = (part: Part) => {
    if (closed) return
    push(unwritten, part)
    flush()
  }

  return {
    text(piece) {
      length += piece.length
      put(piece)
    },
    data: data => put({ data }),
    end(mark) {
      const whole = new Promise<void>(resolve => (drained = resolve))
      put({ data: mark })
      return whole
    },
    close() {
      closed = true
    },
    get length() {
      return length
    },
  }
}

function textUnits(parts: readonly Part[]): number {
  return parts.reduce((units, part) => units + (typeof part === 'string' ? part.length : 0), 0)
}
