const TICK_MS = 10

export type Lateness = {
  /** The longest that a timer here was late since the start, in milliseconds. */
  readonly ms: number
  stop(): void
}

/** How busy the machine is: a server on it is late by as much, through no fault of its own. */
export function watchLateness(): Lateness {
  let due = performance.now() + TICK_MS
  let most = 0
  const timer = setInterval(() => {
    const now = performance.now()
    most = Math.max(most, now - due)
    due = now + TICK_MS
  }, TICK_MS)
  timer.unref()
  return {
    get ms() {
      return most
    },
    stop: () => clearInterval(timer),
  }
}
