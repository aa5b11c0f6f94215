import type { RateLeft } from '@folio/protocol'
import type { MiddlewareHandler } from 'hono'
import { Refusal } from '../lib/refusal.ts'
import type { Limits, Quota } from '../limits/limits.ts'
import type { Caller, Ctx, Env } from './context.ts'
import { addHeader } from './headers.ts'

const MINUTE_MS = 60_000

type Rates = { limits: Limits; authPerMinute: number; messagesPerMinute: number; requestsPerMinute: number }

export type RateLimit = {
  /** Before a route: counts the request, and says in its headers what is left. */
  guard: MiddlewareHandler<Env>
  /** What is left, in the words of an answer. Takes nothing. */
  left(key: string): Promise<RateLeft>
  /** For what comes in by another door, such as a frame on a socket. Throws `Refusal('too_many_requests')`. */
  take(key: string): Promise<void>
}

export type RateLimits = ReturnType<typeof createRateLimits>

/** How often one may do what: sign in by address, write by user, call anything by user or else by address. */
export function createRateLimits({ limits, authPerMinute, messagesPerMinute, requestsPerMinute }: Rates) {
  const limit = (name: string, max: number, keyOf: (c: Ctx) => string) =>
    rateLimit(name, limits.quota(name, { max, windowMs: MINUTE_MS }), keyOf)
  return {
    auth: limit('auth', authPerMinute, c => c.get('clientAddress')),
    messages: limit('messages', messagesPerMinute, callerOrAddress),
    requests: limit('requests', requestsPerMinute, callerOrAddress),
  }
}

function callerOrAddress(c: Ctx): string {
  return c.get('caller')?.userId ?? c.get('clientAddress')
}

/** The headers follow the IETF draft of "RateLimit header fields for HTTP", revision 10. */
function rateLimit(name: string, quota: Quota, keyOf: (c: Ctx) => string): RateLimit {
  const policy = `"${name}";q=${quota.max};w=${quota.windowMs / 1_000}`
  const refusal = (retryAfterMs: number) =>
    new Refusal('too_many_requests', 'That was too often. Wait a moment.', { retryAfterMs })
  return {
    async guard(c, next) {
      const { allowed, remaining, resetMs } = await quota.take(keyOf(c))
      addHeader(c, 'RateLimit-Policy', policy)
      addHeader(c, 'RateLimit', `"${name}";r=${remaining};t=${Math.ceil(resetMs / 1_000)}`)
      if (!allowed) throw refusal(resetMs)
      return next()
    },
    async left(key) {
      const { remaining, resetMs } = await quota.look(key)
      return { limit: quota.max, left: remaining, reset_s: Math.ceil(resetMs / 1_000) }
    },
    async take(key) {
      const { allowed, resetMs } = await quota.take(key)
      if (!allowed) throw refusal(resetMs)
    },
  }
}

/** Counts a stream or socket; answers how to give it back. Throws `Refusal('too_many_connections')`. */
export type Admit = (caller: Caller | undefined, address: string) => Promise<() => void>

type Most = { limits: Limits; perUser: number; perIp: number; perPod: number }

/**
 * How many streams and sockets may be open at once: here, and by user and by address over all processes. A socket that
 * has not yet said who it is counts by address alone.
 */
export function createConnectionLimits({ limits, perUser, perIp, perPod }: Most): Admit {
  let active = 0
  return async (caller, address) => {
    if (active >= perPod) throw tooMany('This server has as many open connections as it can take.')
    const byAddress = { key: `address:${address}`, max: perIp }
    const seats = caller ? [byAddress, { key: `user:${caller.userId}`, max: perUser }] : [byAddress]
    // Counted while it waits for its seats: those who come meanwhile would all come in.
    active++
    const seated = await limits.sit(seats)
    if ('full' in seated) {
      active--
      const whose = seated.full.key === byAddress.key ? 'Your address has' : 'You have'
      throw tooMany(`${whose} too many open connections.`)
    }
    let open = true
    return () => {
      if (!open) return
      open = false
      active--
      seated.release()
    }
  }
}

function tooMany(detail: string): Refusal {
  return new Refusal('too_many_connections', detail, { retryAfterMs: 5_000 })
}
