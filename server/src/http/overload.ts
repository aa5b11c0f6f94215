import type { MiddlewareHandler } from 'hono'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Env } from './context.ts'

/** So many replies at once are not too many, however late the process is: a slow machine is not a crowd. */
const ALWAYS = 220
/** Few enough to be in time with anywhere. */
const LEAST = 8
/** How late a process may be, and not just once, before the crowd stops growing; and while there is a crowd outside. */
const LATE_MS = 25
const PRESSED_MS = 8
/** Writes that may wait for the database, with a crowd outside. */
const PRESSED_WRITES = 50
const SAMPLE_MS = 20
/** What is judged together: one late moment among them, such as a collection of garbage, changes nothing. */
const SAMPLES = 3
/** How much larger than it is the crowd may become until the next judgement; how much smaller it must, at most. */
const GROWTH = 1.1
const SHRINK = 0.25
/** How fast the usual limit comes back once nobody was refused. */
const RECOVERY = 1.5

export type Overload = {
  /** In front of what begins a reply: before anybody is looked up, and before a byte of the body is read. */
  guard: MiddlewareHandler<Env>
  /** For what comes in by another door. Throws `Refusal('unavailable')`. */
  refuseCrowd(): void
}

type Load = {
  clock: Clock
  /** Replies that are being written. */
  replies: () => number
  /** Writes that the database has not answered. */
  writes: () => number
}

/**
 * Whether there is room for another reply. Those under way take all the time there is, so it is their number that is
 * bounded, by how late the process is with its work. Only a crowd that goes on pushing is made smaller than usual: people
 * who write again when they have read are never more than they are. Nothing that has begun is given up.
 */
export function createOverload({ clock, replies, writes }: Load): Overload {
  let limit = ALWAYS
  let refused = false
  let watching = false
  let lateness: number[] = []

  const sample = () => {
    const due = clock.ticks() + SAMPLE_MS
    clock.setTimer(() => {
      lateness.push(clock.ticks() - due)
      if (lateness.length === SAMPLES) judge()
      if (watching) sample()
    }, SAMPLE_MS)
  }
  const crowd = () => Math.max(replies(), writes())
  const judge = () => {
    limit = refused
      ? Math.max(LEAST, crowd() * growthUnder(Math.max(median(lateness) / PRESSED_MS, writes() / PRESSED_WRITES)))
      : Math.max(Math.min(ALWAYS, limit * RECOVERY), crowd() * (median(lateness) > LATE_MS ? 1 : GROWTH))
    lateness = []
    refused = false
    // Nobody looks where there is nothing to be seen.
    watching = limit < ALWAYS || crowd() > ALWAYS / 4
  }
  const refuseCrowd = () => {
    const now = crowd()
    if (!watching && now > ALWAYS / 4) {
      watching = true
      sample()
    }
    if (now < limit) return
    refused = true
    throw crowded()
  }
  return {
    refuseCrowd,
    guard(_, next) {
      refuseCrowd()
      return next()
    },
  }
}

/** `pressure`: how many times as late as it should be everything is. */
const growthUnder = (pressure: number) => (pressure > 1 ? Math.max(SHRINK, 1 / pressure) : GROWTH)

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

/** Not all of them come back at the same moment. */
function crowded(): Refusal {
  const retryAfterMs = 1_000 * (1 + Math.floor(Math.random() * 3))
  return new Refusal('unavailable', 'The server has as much to do as it can. Try again in a moment.', { retryAfterMs })
}
