/** Rejects what is not settled within `limitMs`, after it has told `onLate` so. */
export function inTime<T>(work: Promise<T>, limitMs: number, onLate: (error: Error) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let settled = false
    const late = () => {
      if (settled) return
      const error = new Error(`no answer within ${limitMs} ms`)
      onLate(error)
      reject(error)
    }
    // This process may have been the busy one: what has come in meanwhile is read before an immediate runs.
    const timer = setTimeout(() => setImmediate(late), limitMs)
    const settle = () => {
      settled = true
      clearTimeout(timer)
    }
    work.finally(settle).then(resolve, reject)
  })
}
