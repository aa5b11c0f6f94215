/** Keeps what was used last, up to a size of all together. */
export type Recent<T> = {
  get(key: string): T | undefined
  put(key: string, value: T): void
}

export function createRecent<T>(maxSize: number, sizeOf: (value: T) => number): Recent<T> {
  const kept = new Map<string, T>()
  let size = 0
  const drop = (key: string) => {
    const value = kept.get(key)
    if (value === undefined) return
    kept.delete(key)
    size -= sizeOf(value)
  }
  return {
    get(key) {
      const value = kept.get(key)
      if (value === undefined) return undefined
      kept.delete(key)
      kept.set(key, value)
      return value
    },
    put(key, value) {
      drop(key)
      if (sizeOf(value) > maxSize) return
      kept.set(key, value)
      size += sizeOf(value)
      for (const oldest of kept.keys()) {
        if (size <= maxSize) return
        drop(oldest)
      }
    },
  }
}
