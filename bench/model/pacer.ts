const TICK_MS = 4

/** Called with the time, in milliseconds; false when it is done. */
export type Paced = (nowMs: number) => boolean

/** One timer for all paced replies: a thousand of them must not cost a thousand timers. */
export function createPacer(): { add(paced: Paced): void } {
  const all = new Set<Paced>()
  let timer: NodeJS.Timeout | undefined

  function tick(): void {
    const nowMs = performance.now()
    for (const paced of all) if (!paced(nowMs)) all.delete(paced)
    if (all.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  return {
    add(paced) {
      if (!paced(performance.now())) return
      all.add(paced)
      timer ??= setInterval(tick, TICK_MS)
    },
  }
}
