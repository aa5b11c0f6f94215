const TICK_MS = 10
/** Shorter than this nothing is late. */
const LATE_MS = 30

export type Lateness = {
  /** How long timers here were late in that time, all together, in milliseconds. Times as `performance.now()` tells. */
  between(from: number, to: number): number
  stop(): void
}

/** How busy the machine is: a server on it is late by as much, through no fault of its own. */
export function watchLateness(): Lateness {
  const late: { due: number; came: number }[] = []
  let due = performance.now() + TICK_MS
  const timer = setInterval(() => {
    const came = performance.now()
    if (came - due > LATE_MS) late.push({ due, came })
    due = came + TICK_MS
  }, TICK_MS)
  timer.unref()
  return {
    between: (from, to) =>
      late.reduce((sum, one) => sum + Math.max(0, Math.min(one.came, to) - Math.max(one.due, from)), 0),
    stop: () => clearInterval(timer),
  }
}
