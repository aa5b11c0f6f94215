import type { MiddlewareHandler } from 'hono'
import type { Clock } from '../lib/clock.ts'
import { createQuota, type Quota } from '../lib/quota.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Caller, Ctx, Env } from './context.ts'
import { addHeader } from './headers.ts'

const MINUTE_MS = 60_000

type Rates = { clock: Clock; authPerMinute: number; messagesPerMinute: number; requestsPerMinute: number }

export type RateLimit = {
  /** Before a route: counts the request, and says in its headers what is left. */
  guard: MiddlewareHandler<Env>
  /** For what comes in by another door, such as a frame on a socket. Throws `Refusal('too_many_requests')`. */
  take(key: string): void
}

export type RateLimits = ReturnType<typeof createRateLimits>

/** How often one may do what: sign in by address, write by user, call anything by user or else by address. */
export function createRateLimits({ clock, authPerMinute, messagesPerMinute, requestsPerMinute }: Rates) {
  const limit = (name: string, max: number, keyOf: (c: Ctx) => string) =>
    rateLimit(name, createQuota({ max, windowMs: MINUTE_MS, clock }), keyOf)
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
    guard(c, next) {
      const { allowed, remaining, resetMs } = quota.take(keyOf(c))
      addHeader(c, 'RateLimit-Policy', policy)
      addHeader(c, 'RateLimit', `"${name}";r=${remaining};t=${Math.ceil(resetMs / 1_000)}`)
      if (!allowed) throw refusal(resetMs)
      return next()
    },
    take(key) {
      const { allowed, resetMs } = quota.take(key)
      if (!allowed) throw refusal(resetMs)
    },
  }
}

export type ConnectionLimits = {
  /** Counts a stream or socket; answers how to give it back. Throws `Refusal('too_many_connections')`. */
  open(caller: Caller | undefined, address: string): () => void
  readonly active: number
}

/** How many streams and sockets may be open at once. A socket that has not yet said who it is counts by address alone. */
export function createConnectionLimits({
  perUser,
  perIp,
  perPod,
}: {
  perUser: number
  perIp: number
  perPod: number
}): ConnectionLimits {
  const users = new Map<string, number>()
  const addresses = new Map<string, number>()
  let active = 0
  return {
    open(caller, address) {
      if (active >= perPod) throw tooMany('This server has as many open connections as it can take.')
      if ((addresses.get(address) ?? 0) >= perIp) throw tooMany('Your address has too many open connections.')
      if (caller && (users.get(caller.userId) ?? 0) >= perUser) throw tooMany('You have too many open connections.')
      active++
      add(addresses, address, 1)
      if (caller) add(users, caller.userId, 1)
      let open = true
      return () => {
        if (!open) return
        open = false
        active--
        add(addresses, address, -1)
        if (caller) add(users, caller.userId, -1)
      }
    },
    get active() {
      return active
    },
  }
}

function add(counts: Map<string, number>, key: string, change: number): void {
  const count = (counts.get(key) ?? 0) + change
  if (count > 0) counts.set(key, count)
  else counts.delete(key)
}

function tooMany(detail: string): Refusal {
  return new Refusal('too_many_connections', detail, { retryAfterMs: 5_000 })
}
