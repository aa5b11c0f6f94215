import { setTimeout as wait } from 'node:timers/promises'
import { inTime } from './in-time.ts'

/** Something that may be lost at any time, and is opened again until it works, for ever. */
export type Kept<T> = {
  /** Undefined while it is lost. */
  readonly current: T | undefined
  /** The first attempt is over, whatever came of it. */
  readonly opened: Promise<void>
  /** It works, for the first time or again. */
  onUp(listener: () => void): () => void
  /** This one is of no use any more. */
  lose(one: T, error: unknown): void
  close(): Promise<void>
}

type Keeping<T> = {
  /** Rejects within some seconds where there is none. One that ends by itself later is to be lost. */
  open(lose: (one: T, error: unknown) => void): Promise<T>
  ping(one: T): Promise<unknown>
  /** At once: nobody waits for it. */
  discard(one: T): void
  /** In peace: it may take as long as an answer, and is discarded then. */
  close(one: T): Promise<unknown>
  /** Heard once for each time it is away. */
  onTrouble(error: Error): void
}

const RETRY_MS = 250
/** Who does not answer for so long is away. */
export const ANSWER_MS = 1_000
/** One that has died in silence is noticed within this and `ANSWER_MS`. */
const PING_MS = 500

/** Opens in the background. */
export function keep<T extends object>({ open, ping, discard, close, onTrouble }: Keeping<T>): Kept<T> {
  const listeners = new Set<() => void>()
  const closing = new AbortController()
  const lost = new WeakSet<T>()
  let current: T | undefined
  let told = false

  const tell = (error: unknown) => {
    if (!told && !closing.signal.aborted) onTrouble(error instanceof Error ? error : new Error(String(error)))
    told = true
  }
  const lose = (one: T, error: unknown) => {
    lost.add(one)
    discard(one)
    if (current !== one) return
    current = undefined
    tell(error)
    trying = keepTrying()
  }
  const attempt = async () => {
    try {
      const made = await open(lose)
      if (lost.has(made)) throw new Error('it was lost at once')
      current = made
    } catch (error) {
      return tell(error)
    }
    told = false
    for (const listener of listeners) listener()
  }
  const keepTrying = async () => {
    while (!current && !closing.signal.aborted) {
      await wait(RETRY_MS, undefined, { signal: closing.signal }).catch(() => {})
      if (!closing.signal.aborted) await attempt()
    }
  }
  const opened = attempt()
  let trying = opened.then(keepTrying)
  const check = (one: T) => inTime(ping(one), ANSWER_MS, late => lose(one, late)).catch(() => {})
  const checking = setInterval(() => void (current && check(current)), PING_MS).unref()

  return {
    get current() {
      return current
    },
    opened,
    onUp(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    lose,
    async close() {
      closing.abort()
      clearInterval(checking)
      await trying
      const last = current
      current = undefined
      if (last) await inTime(close(last), ANSWER_MS, () => discard(last)).catch(() => {})
    },
  }
}
