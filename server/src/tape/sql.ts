import { head, join, span, tail, type Address, type Batch, type Part } from '@folio/protocol'
import type { Clock } from '../lib/clock.ts'
import type { Tape } from './tape.ts'

export type TapeRow = { reply_id: string; epoch: number; at: number; parts: string }

/** The table behind the tape. Rows are only ever added at the end and dropped from the front. */
export type TapeRows = {
  /**
   * All of them or none, in one transaction, numbered from `firstSeq` on. Resolves once they are durable, with the
   * milliseconds for which nothing else could be done, where that is less than the whole time it took.
   */
  insert(rows: readonly TapeRow[], firstSeq: number): Promise<number | void>
  /** Every row, or those of one reply, in order. No index serves it: it is for the start, and for readers without a mirror. */
  list(reply?: string): Promise<(TapeRow & { seq: number })[]>
  deleteBefore(seq: number): Promise<void>
  close(): Promise<void>
}

/** The longest a piece of text waits for others to be committed with it. */
const MAX_WINDOW_MS = 20
/** Under load committing takes at most one part in so many of the time. */
const DUTY = 20
const JANITOR_MS = 1_000
/**
 * How long a reply is remembered that nobody writes: a dropped one for its epoch, to refuse what a replaced writer may
 * still send, and one that a dead process has left, should its row still be open.
 */
const FORGET_MS = 600_000

/** Where a reply stands. `firstSeq`: its oldest row, or where that was to be; undefined while it has none. */
type Standing = { epoch: number; offset: number; firstSeq?: number; writing?: Promise<unknown>; unusedSince?: number }
type Pending = {
  standing: Standing
  reply: string
  batch: Batch
  resolve: (at: Address) => void
  reject: (error: unknown) => void
}

/**
 * The tape of one process, in its database. What all replies have to say is committed together: at once when the
 * tape is idle, and while it is busy whatever arrives in the meantime, after at most 20 ms.
 */
export async function createSqlTape({ rows, clock }: { rows: TapeRows; clock: Clock }): Promise<Tape> {
  const { standings, lastSeq } = await takeStock(rows, clock.now())
  const janitor = startJanitor({ rows, clock, standings, lastSeq })
  let pending: Pending[] = []
  let scheduled = false
  let committing = Promise.resolve()
  let busyUntil = 0
  // The one reply that the last commit was for: while it alone is written, nothing is gained by waiting for others.
  let alone: string | undefined

  const standingOf = (reply: string): Standing => {
    const known = standings.get(reply)
    if (known) return known
    const made: Standing = { epoch: 0, offset: 0 }
    standings.set(reply, made)
    return made
  }

  const schedule = (reply: string) => {
    if (scheduled) return
    scheduled = true
    const waitMs = reply === alone ? 0 : busyUntil - clock.ticks()
    const flush = () => void (committing = committing.then(commit))
    if (waitMs <= 0) flush()
    else clock.setTimer(flush, Math.ceil(waitMs))
  }

  const commit = async () => {
    const group = pending
    pending = []
    scheduled = false
    const beganAt = clock.ticks()
    let busyMs: number | void = undefined
    try {
      // A fence may have come between an append and its turn.
      busyMs = await write(group.filter(({ standing, batch }) => batch.epoch >= standing.epoch))
      for (const entry of group) settle(entry).resolve(addressOf(entry.standing))
    } catch (error) {
      for (const entry of group) settle(entry).reject(error)
    }
    const endedAt = clock.ticks()
    busyUntil = endedAt + Math.min(MAX_WINDOW_MS, (busyMs ?? endedAt - beganAt) * DUTY)
    alone = group.length === 1 ? group[0]?.reply : undefined
  }

  const write = async (group: Pending[]): Promise<number | void> => {
    if (group.length === 0) return 0
    const firstSeq = janitor.number(group.length)
    // First, so that the janitor lets them stand: a commit may be done although it seems to have failed.
    group.forEach(({ standing }, index) => void (standing.firstSeq ??= firstSeq + index))
    const busyMs = await rows.insert(
      group.map(({ reply, batch: { epoch, at, parts } }) => ({
        reply_id: reply,
        epoch,
        at,
        parts: JSON.stringify(parts),
      })),
      firstSeq,
    )
    for (const { standing, batch } of group) {
      standing.epoch = batch.epoch
      standing.offset += span(batch.parts)
    }
    return busyMs
  }

  return {
    async append(reply, batch) {
      const standing = standingOf(reply)
      // One append of a reply at a time: a second one learns where the first has left it.
      while (standing.writing) await standing.writing
      if (batch.epoch < standing.epoch || batch.at !== standing.offset) return addressOf(standing)
      delete standing.unusedSince
      const written = new Promise<Address>((resolve, reject) => {
        pending.push({ standing, reply, batch, resolve, reject })
      })
      standing.writing = written.catch(() => {})
      schedule(reply)
      return written
    },
    async fence(reply, epoch) {
      const standing = standingOf(reply)
      standing.epoch = Math.max(standing.epoch, epoch)
      delete standing.unusedSince
      await committing
      return standing.firstSeq === undefined ? [] : replay(await rows.list(reply)).parts
    },
    async read(reply, from) {
      if ((standings.get(reply)?.offset ?? 0) <= from) return null
      const { parts, epoch } = replay(await rows.list(reply))
      return { epoch, at: from, parts: tail(parts, from) }
    },
    async drop(reply, epoch) {
      const standing = standingOf(reply)
      while (standing.writing) await standing.writing
      if (standing.epoch > epoch) return
      standing.offset = 0
      delete standing.firstSeq
      standing.unusedSince = clock.now()
    },
    // As long as the rows that the replies are in.
    keptSince: async () => 0,
    async close() {
      janitor.stop()
      await (committing = committing.then(commit))
      await rows.close()
    },
  }
}

function settle(entry: Pending): Pending {
  delete entry.standing.writing
  return entry
}

const addressOf = ({ epoch, offset }: Standing): Address => ({ epoch, offset })

/** What a process that has died left on the tape. */
async function takeStock(rows: TapeRows, now: number): Promise<{ standings: Map<string, Standing>; lastSeq: number }> {
  const standings = new Map<string, Standing>()
  let lastSeq = 0
  for (const { reply_id, epoch, at, parts, seq } of await rows.list()) {
    lastSeq = seq
    const known = standings.get(reply_id)
    if (isRest(at, known?.offset ?? 0)) continue
    const offset = at + span(JSON.parse(parts) as Part[])
    standings.set(reply_id, { epoch, offset, firstSeq: known?.firstSeq ?? seq, unusedSince: now })
  }
  return { standings, lastSeq }
}

/** What the rows of one reply say, in the order in which they were written. */
function replay(rows: readonly TapeRow[]): { epoch: number; parts: Part[] } {
  let parts: Part[] = []
  let end = 0
  let epoch = 0
  for (const row of rows) {
    if (isRest(row.at, end)) continue
    // What was written again from further in front: a continued reply, or a commit whose answer was lost.
    if (row.at < end) parts = head(parts, row.at)
    const written = JSON.parse(row.parts) as Part[]
    parts.push(...written)
    end = row.at + span(written)
    epoch = row.epoch
  }
  return { epoch, parts: join(parts) }
}

/** A row that does not begin where the rows before it end is left over from a dropped reply, whose beginning is swept. */
function isRest(at: number, end: number): boolean {
  return at > end
}

type Janitor = {
  /** The first of the next `count` numbers. */
  number(count: number): number
  stop(): void
}

/** Numbers the rows, and drops those in front of the oldest that is still needed. */
function startJanitor(tape: {
  rows: TapeRows
  clock: Clock
  standings: Map<string, Standing>
  lastSeq: number
}): Janitor {
  const { rows, clock, standings } = tape
  let { lastSeq } = tape
  let keptFrom = 0
  let stopped = false
  let cancel = () => {}

  const sweep = async () => {
    let needed = lastSeq + 1
    for (const [reply, { firstSeq, unusedSince = Infinity }] of standings) {
      if (clock.now() - unusedSince > FORGET_MS) standings.delete(reply)
      else if (firstSeq !== undefined) needed = Math.min(needed, firstSeq)
    }
    if (needed > keptFrom) {
      // What could not be deleted now is in front again the next time.
      await rows.deleteBefore(needed).then(
        () => (keptFrom = needed),
        () => {},
      )
    }
    next()
  }
  const next = () => {
    if (!stopped) cancel = clock.setTimer(() => void sweep(), JANITOR_MS)
  }
  next()
  return {
    number(count) {
      lastSeq += count
      return lastSeq - count + 1
    },
    stop() {
      stopped = true
      cancel()
    },
  }
}
