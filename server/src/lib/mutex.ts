export type Mutex = {
  /** Resolves with the release when all who came before have released. */
  acquire(): Promise<() => void>
  /** Takes it at once if it is free, without a turn of the event loop; else undefined. */
  tryAcquire(): (() => void) | undefined
}

/** First come, first served. */
export function createMutex(): Mutex {
  const waiting: Array<(release: () => void) => void> = []
  let held = false

  const hand = (): (() => void) => {
    held = true
    let released = false
    return () => {
      if (released) return
      released = true
      const next = waiting.shift()
      if (next) next(hand())
      else held = false
    }
  }
  return {
    acquire: () => (held ? new Promise(resolve => void waiting.push(resolve)) : Promise.resolve(hand())),
    tryAcquire: () => (held ? undefined : hand()),
  }
}
