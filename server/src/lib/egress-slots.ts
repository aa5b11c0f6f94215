import { EgressFailure } from './egress-failure.ts'

/** Runs work, so much of it at once: the rest waits its turn, and what is more than may wait is refused. */
export type Slots = <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>

export function createSlots(atOnce: number, maxWaiting: number): Slots {
  let free = atOnce
  const waiting = new Set<() => void>()

  const turn = (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted()
    if (free > 0) {
      free--
      return Promise.resolve()
    }
    if (waiting.size >= maxWaiting) throw new EgressFailure('busy', 'Too many pages are being fetched already.')
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiting.delete(come)
        reject(signal.reason as Error)
      }
      const come = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      waiting.add(come)
      signal.addEventListener('abort', leave, { once: true })
    })
  }
  const pass = () => {
    const [next] = waiting
    if (!next) {
      free++
      return
    }
    waiting.delete(next)
    next()
  }
  return async (work, signal) => {
    await turn(signal)
    try {
      return await work()
    } finally {
      pass()
    }
  }
}
