import { setImmediate } from 'node:timers/promises'
import type { Clock } from './clock.ts'

export type FakeClock = Clock & {
  /** Moves time on by `ms`; each timer that falls due runs at its own moment, and what it set off settles first. */
  advance(ms: number): Promise<void>
  /** How many timers are waiting. */
  timers(): number
}

type Timer = { at: number; run: () => void }

/** A clock that moves only when it is told to. */
export function createFakeClock(startMs = Date.UTC(2026, 0, 1)): FakeClock {
  let nowMs = startMs
  const timers = new Set<Timer>()

  return {
    now: () => nowMs,
    ticks: () => nowMs,
    setTimer(run, delayMs) {
      const timer = { at: nowMs + Math.max(0, delayMs), run }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    async advance(ms) {
      const end = nowMs + ms
      await setImmediate()
      for (let timer = firstDue(timers, end); timer; timer = firstDue(timers, end)) {
        timers.delete(timer)
        nowMs = timer.at
        timer.run()
        await setImmediate()
      }
      nowMs = end
    },
    timers: () => timers.size,
  }
}

/** The earliest timer up to `end`; of two at one moment, the one that was set first. */
function firstDue(timers: Set<Timer>, end: number): Timer | undefined {
  let first: Timer | undefined
  for (const timer of timers) if (timer.at <= end && (!first || timer.at < first.at)) first = timer
  return first
}
