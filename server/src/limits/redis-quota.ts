import type { Clock } from '../lib/clock.ts'
import { redisScript } from '../lib/redis-script.ts'
import { createFixedWindow } from './fixed-window.ts'
import type { Quota } from './limits.ts'
import type { Ask } from './redis.ts'

const takeOne = redisScript(`
local used, max = tonumber(redis.call('GET', KEYS[1]) or 0), tonumber(ARGV[1])
local allowed = 0
if used < max then
  used = redis.call('INCR', KEYS[1])
  allowed = 1
end
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  left = tonumber(ARGV[2])
  redis.call('PEXPIRE', KEYS[1], left)
end
return {allowed, math.max(0, max - used), left}
`)
const lookAt = redisScript(`
local used, max = tonumber(redis.call('GET', KEYS[1]) or 0), tonumber(ARGV[1])
return {used < max and 1 or 0, math.max(0, max - used), math.max(0, redis.call('PTTL', KEYS[1]))}
`)
const putBack = redisScript(`
if tonumber(redis.call('GET', KEYS[1]) or 0) > 0 then redis.call('DECR', KEYS[1]) end
`)

/** A quota that all processes take from. */
export function createSharedQuota(
  { ask, clock }: { ask: Ask; clock: Clock },
  name: string,
  { max, windowMs }: { max: number; windowMs: number },
): Quota {
  const own = createFixedWindow({ max, windowMs, clock })
  const keyOf = (key: string) => `folio:quota:${name}:${key}`
  return {
    max,
    windowMs,
    async take(key) {
      const mine = own.take(key)
      // What this process alone has given out is all there is: a flood does not get as far as Redis.
      if (!mine.allowed) return mine
      const answer = await ask(client => takeOne(client, [keyOf(key)], [max, windowMs]))
      if (answer === undefined) return mine
      const [allowed, remaining, resetMs] = answer as [number, number, number]
      if (!allowed) own.giveBack(key)
      return remaining <= mine.remaining ? { allowed: allowed === 1, remaining, resetMs } : mine
    },
    async look(key) {
      const mine = own.look(key)
      const answer = await ask(client => lookAt(client, [keyOf(key)], [max]))
      if (answer === undefined) return mine
      const [allowed, remaining, resetMs] = answer as [number, number, number]
      return remaining <= mine.remaining ? { allowed: allowed === 1, remaining, resetMs } : mine
    },
    async giveBack(key) {
      own.giveBack(key)
      await ask(client => putBack(client, [keyOf(key)], []))
    },
  }
}
