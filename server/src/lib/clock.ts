/** The time, as everything that waits or expires sees it. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds, with fractions, since some moment: for measuring how long something takes. */
  ticks(): number
  /** Runs `run` once, `delayMs` from now; what it returns takes that back. */
  setTimer(run: () => void, delayMs: number): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  ticks: () => performance.now(),
  setTimer(run, delayMs) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}
