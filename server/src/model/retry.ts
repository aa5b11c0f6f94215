import type { CallFailure } from './failures.ts'

const MAX_RETRIES = 2
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 20_000

/**
 * Milliseconds to wait before the call is tried again; undefined where it is not: tried often enough, a fault that
 * stays, or a provider that wants more patience than a reader has. Twice as long each time, and up to half of it by
 * chance, so that many replies that failed together do not come back together.
 */
export function pauseBefore({ retry }: CallFailure, retries: number, random: () => number): number | undefined {
  if (retries >= MAX_RETRIES || retry === false) return undefined
  if (retry === 0) return 0
  const pauseMs = FIRST_PAUSE_MS * 2 ** retries * (0.5 + random() / 2)
  const asked = retry === true ? 0 : retry
  return asked > LONGEST_PAUSE_MS ? undefined : Math.round(Math.max(asked, pauseMs))
}
