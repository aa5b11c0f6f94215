import type { Clock } from '../lib/clock.ts'
import type { Left } from './limits.ts'

export type FixedWindow = {
  take(key: string): Left
  /** What `take` would find, without taking. */
  look(key: string): Left
  /** Takes back one that was taken and did not count. */
  giveBack(key: string): void
}

type Window = { used: number; endsAt: number }
type Settings = { max: number; windowMs: number; clock: Clock; maxKeys?: number }

/**
 * `max` for each key in a window that begins with the first. Bounded: where more than `maxKeys` are counted at once,
 * newcomers share one quota, so that a flood of keys never opens the limit.
 */
export function createFixedWindow({ max, windowMs, clock, maxKeys = 100_000 }: Settings): FixedWindow {
  // In the order in which they end, because all are equally long.
  const windows = new Map<string, Window>()
  const shared: Window = { used: 0, endsAt: 0 }

  const forgetEnded = (now: number) => {
    for (const [key, window] of windows) {
      if (window.endsAt > now) return
      windows.delete(key)
    }
  }
  const renew = (window: Window, now: number): Window => {
    window.used = 0
    window.endsAt = now + windowMs
    return window
  }
  const windowOf = (key: string, now: number): Window => {
    const known = windows.get(key)
    if (known && known.endsAt > now) return known
    forgetEnded(now)
    if (windows.size >= maxKeys) return shared.endsAt > now ? shared : renew(shared, now)
    const begun = { used: 0, endsAt: now + windowMs }
    windows.set(key, begun)
    return begun
  }

  return {
    take(key) {
      const now = clock.now()
      const window = windowOf(key, now)
      const allowed = window.used < max
      if (allowed) window.used++
      return { allowed, remaining: max - window.used, resetMs: window.endsAt - now }
    },
    look(key) {
      const now = clock.now()
      const known = windows.get(key)
      if (!known || known.endsAt <= now) return { allowed: true, remaining: max, resetMs: 0 }
      return { allowed: known.used < max, remaining: max - known.used, resetMs: known.endsAt - now }
    },
    giveBack(key) {
      const window = windows.get(key)
      if (window && window.used > 0) window.used--
    },
  }
}
