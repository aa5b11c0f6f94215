const EVERY_MS = 20

/** How long `/healthz` takes, again and again, until the end: what everybody else waits for meanwhile. Milliseconds. */
export function watchPulse(base: string): { end(): number[] } {
  const times: number[] = []
  const timer = setInterval(() => {
    const from = performance.now()
    fetch(`${base}/healthz`).then(
      async response => {
        await response.text()
        times.push(performance.now() - from)
      },
      () => times.push(Infinity),
    )
  }, EVERY_MS)
  return {
    end() {
      clearInterval(timer)
      return times
    },
  }
}
