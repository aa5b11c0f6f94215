import type { Clock } from '../lib/clock.ts'

export type Watch = {
  /** Starts the wait again. */
  alive(): void
  /** From now on the wait is this long. */
  limit(limitMs: number): void
  stop(): void
}

/** Calls `expire` once, when nothing has been `alive` for the limit. A sign of life costs no timer. */
export function createWatch(clock: Clock, limitMs: number, expire: () => void): Watch {
  let last = clock.ticks()
  let limit = limitMs
  let cancel = clock.setTimer(check, limit)

  function check(): void {
    const leftMs = last + limit - clock.ticks()
    if (leftMs > 0) cancel = clock.setTimer(check, leftMs)
    else expire()
  }

  return {
    alive() {
      last = clock.ticks()
    },
    limit(ms) {
      last = clock.ticks()
      limit = ms
      cancel()
      cancel = clock.setTimer(check, ms)
    },
    stop: () => cancel(),
  }
}
