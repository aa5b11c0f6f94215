import type { Clock } from './clock.ts'
import { EgressFailure } from './egress-failure.ts'
import { findAddresses, resolveBySystem, type Resolve } from './egress-lookup.ts'
import type { Answered, Wanted } from './egress-request.ts'
import { createSlots } from './egress-slots.ts'
import { readTarget, type Target } from './egress-target.ts'
import type { Allowed } from './setting.ts'

export type Egress = {
  /**
   * Fetches what a user names. Answers whatever the site answers; a body is read of 200 alone. Throws `EgressFailure`,
   * or `signal.reason`.
   */
  fetch(url: string, asked: Asked): Promise<Fetched>
}

export type Asked = Wanted & {
  /** Asked before each request, of redirects too: what it throws ends the fetch. */
  before?: (url: URL) => Promise<void>
}

/** `url`: where the last redirect led. */
export type Fetched = Answered & { url: URL }

type Parts = {
  /** What of the operator's own network may be fetched. */
  allow: readonly Allowed[]
  /** `Folio/1.2.3`: sites are told who asks. */
  userAgent: string
  clock: Clock
  resolve?: Resolve
}

const MAX_MS = 15_000
const MAX_REDIRECTS = 3
const AT_ONCE = 4
const MAX_WAITING = 100

/** The one way out on behalf of users: to the public internet alone, little at a time, and with nothing of ours. */
export function createEgress({ allow, userAgent, clock, resolve = resolveBySystem }: Parts): Egress {
  const slots = createSlots(AT_ONCE, MAX_WAITING)

  const request = async (target: Target, wanted: Wanted) => {
    try {
      const found = await findAddresses(target, resolve, wanted.signal)
      // Loaded only where something is fetched: the package takes 60 ms.
      const { ask } = await import('./egress-request.ts')
      return await ask(target, found, { ...wanted, userAgent })
    } catch (error) {
      if (wanted.signal.aborted) throw wanted.signal.reason
      throw error instanceof EgressFailure ? error : unreachable(error)
    }
  }

  return {
    async fetch(text, asked) {
      let target = readTarget(text, allow)
      let leftMs = MAX_MS
      for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
        await asked.before?.(target.url)
        const found = await slots(() => {
          const beganAt = clock.ticks()
          return within(leftMs, clock, asked.signal, signal => request(target, { ...asked, signal })).finally(() => {
            leftMs -= clock.ticks() - beganAt
          })
        }, asked.signal)
        if (!('location' in found)) return { ...found, url: target.url }
        target = readTarget(found.location, allow, target.url)
      }
      throw new EgressFailure('too_many_redirects', `The site leads on and on: more than ${MAX_REDIRECTS} times.`)
    },
  }
}

/** Ends `work` by its signal when the time is over, or when `outer` says so. */
async function within<T>(
  limitMs: number,
  clock: Clock,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const inner = new AbortController()
  const late = () => inner.abort(new EgressFailure('took_too_long', `The site took longer than ${MAX_MS / 1_000} s.`))
  const cancel = clock.setTimer(late, limitMs)
  try {
    return await work(AbortSignal.any([outer, inner.signal]))
  } finally {
    cancel()
  }
}

function unreachable(cause: unknown): EgressFailure {
  return new EgressFailure('unreachable', 'The site could not be reached, or broke off.', { cause })
}
