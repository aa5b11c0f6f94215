import { setTimeout as pause } from 'node:timers/promises'

/** What a promise gives, if it gives it in time. */
export async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing after ${ms} ms`)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

const LOOK_MS = 20

/** Asks until it holds; answers after how many milliseconds, Infinity where it never does. What throws does not hold. */
export async function until(limitMs: number, holds: () => boolean | Promise<boolean>): Promise<number> {
  const beganAt = performance.now()
  for (;;) {
    const held = await Promise.resolve()
      .then(holds)
      .catch(() => false)
    const ms = performance.now() - beganAt
    if (held) return ms
    if (ms > limitMs) return Infinity
    await pause(LOOK_MS)
  }
}
