import type { Clock } from '../lib/clock.ts'
import { RedisAway, type Redis, type RedisClient } from '../lib/redis.ts'
import type { Limits } from './limits.ts'
import { createSharedQuota } from './redis-quota.ts'
import { createSharedSeats, type Pace } from './redis-seats.ts'

/** Undefined where Redis could not be asked: then this process decides by what it has counted itself. */
export type Ask = <T>(command: (client: RedisClient) => Promise<T>) => Promise<T | undefined>

type Parts = { redis: Redis; podId: string; clock: Clock; onTrouble: (error: unknown) => void; pace?: Pace }

/**
 * The limits of many processes, counted in Redis. Each counts its own too, and what that alone refuses is refused:
 * while Redis is away, hangs or has forgotten everything, a limit holds for each process instead of for all.
 * `onTrouble` hears where Redis is there and cannot do what it is asked.
 */
export function createRedisLimits({ redis, podId, clock, onTrouble, pace }: Parts): Limits {
  const ask = asking(redis, onTrouble)
  const seats = createSharedSeats({ ask, onResume: redis.onResume, podId, clock, pace })
  return {
    quota: (name, rule) => createSharedQuota({ ask, clock }, name, rule),
    sit: seats.sit,
    close: seats.close,
  }
}

function asking(redis: Redis, onTrouble: (error: unknown) => void): Ask {
  let told = false
  return async command => {
    try {
      const answer = await redis.run(command)
      told = false
      return answer
    } catch (error) {
      // That it is away its connection has told.
      if (!told && !(error instanceof RedisAway)) {
        told = true
        onTrouble(error)
      }
      return undefined
    }
  }
}
