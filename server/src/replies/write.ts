import {
  head,
  join,
  push,
  span,
  tail,
  type Address,
  type Batch,
  type EndMark,
  type Part,
  type ReplyData,
} from '@folio/protocol'
import type { Clock } from '../lib/clock.ts'
import type { Tape } from '../tape/tape.ts'
import type { Mirror } from './mirror.ts'
import { startsWith } from './row-parts.ts'

/** The last text and the end of the row reach a reader in one write, if the row is not longer in coming than this. */
const END_TOGETHER_MS = 20
const RETRY_MS = [50, 100, 250, 500, 1_000] as const
/** Failures after which an end waits for the tape no longer: the row takes it. */
const PATIENCE = 3

/** The writing end of a reply: what is put here reaches the tape first, and the mirror, hence the readers, behind it. */
export type Writer = {
  text(piece: string): void
  data(data: ReplyData): void
  /** Puts the end mark behind all the rest; resolves once it is for the row to take what there is. */
  end(mark: EndMark): Promise<void>
  /** Writes nothing any more. */
  close(): void
  /** UTF-16 units of text, durable or not. */
  readonly length: number
  /** True while the tape is away and there is something that nobody could be shown. */
  readonly stuck: boolean
  /** All that was put here, durable or not. */
  whole(): Part[]
  /** The row has these parts, from the first on: they are as durable there. */
  stored(parts: readonly Part[]): void
}

type Surroundings = {
  mirror: Mirror
  epoch: number
  /** Where the tape stands; undefined where that is still to be found out, behind a fence. */
  tapeAt: number | undefined
  tape: Tape
  clock: Clock
  /** Nobody else reads the tape: an end is told by the row alone. */
  alone: boolean
  /** Whether the row still names this owner: asked before a tape that was lost is written anew. */
  isOurs: () => Promise<boolean>
  onGrown: () => void
  onFenced: () => void
}

export function createWriter(surroundings: Surroundings): Writer {
  const { mirror, epoch, tapeAt, tape, clock, alone, isOurs, onGrown, onFenced } = surroundings
  const { replyId, view } = mirror
  // What is not durable yet, behind the mirror's end; also what is on its way to the tape.
  let pending: Part[] = []
  let standing = tapeAt
  let writing = false
  let closed = false
  let failures = 0
  let length = textUnits(view.parts)
  let drained: (() => void) | undefined

  const flush = () => {
    if (writing || closed || pending.length === 0) return
    writing = true
    const written = standing === undefined ? rewind() : append(standing)
    written.then(taken, failed)
  }
  /** The tape may stand behind the mirror: it was lost, or dropped before the reply was continued. */
  const append = async (at: number): Promise<Address> => {
    const known = at < view.offset ? tail(view.parts, at) : []
    const batch: Batch = { epoch, at, parts: known.length > 0 ? join([...known, ...pending]) : [...pending] }
    const stands = await tape.append(replyId, batch)
    // It does not hold what it has acknowledged: it was lost, and who was barred from it is not any more.
    standing = stands.offset < at ? undefined : stands.offset
    return stands
  }
  /** Bars older owners again, and clears away what one of them has written in the meantime. */
  const rewind = async (): Promise<Address> => {
    if (!(await isOurs())) return { epoch: Infinity, offset: 0 }
    const there = await tape.fence(replyId, epoch)
    const fits = startsWith(view.parts, there)
    if (!fits) await tape.drop(replyId, epoch)
    standing = fits ? span(there) : 0
    return { epoch, offset: standing }
  }

  const taken = (at: Address) => {
    writing = false
    failures = 0
    if (closed) return
    if (at.epoch > epoch) {
      closed = true
      return onFenced()
    }
    if (at.offset > view.offset) grow(at.offset)
    if (pending.length > 0) flush()
    else drained?.()
  }
  /** All up to `offset` is durable. */
  const grow = (offset: number) => {
    const at = view.offset
    const fresh = head(pending, offset - at)
    pending = tail(pending, offset - at)
    const last = drained !== undefined && pending.length === 0
    mirror.advance({ epoch, at, parts: fresh }, last ? 'more' : undefined)
    if (last) clock.setTimer(mirror.wake, END_TOGETHER_MS)
    onGrown()
  }

  const failed = () => {
    const waitMs = RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)] ?? 0
    if (failures >= PATIENCE) drained?.()
    clock.setTimer(() => {
      writing = false
      flush()
    }, waitMs)
  }

  const put = (part: Part) => {
    if (closed) return
    push(pending, part)
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
      push(pending, { data: mark })
      if (alone) drained?.()
      else flush()
      return whole
    },
    close() {
      closed = true
    },
    get length() {
      return length
    },
    get stuck() {
      return failures > 0 && pending.length > 0
    },
    whole: () => join([...view.parts, ...pending]),
    stored(parts) {
      const offset = span(parts)
      if (offset > view.offset) grow(offset)
    },
  }
}

function textUnits(parts: readonly Part[]): number {
  return parts.reduce((units, part) => units + (typeof part === 'string' ? part.length : 0), 0)
}
