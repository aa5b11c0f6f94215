import { randomUUID } from 'node:crypto'
import { systemClock } from '../../lib/clock.ts'
import { openRedis, type Redis } from '../../lib/redis.ts'
import { REDIS_URL } from '../../lib/testing/services.ts'
import { createRedisTape } from '../redis.ts'
import type { Tape } from '../tape.ts'

/** A place in the Redis that all tests share: its replies are its own, and gone when it is removed. */
export function makeRedisPlace() {
  const run = randomUUID()
  const opened = new Map<Tape, Redis>()
  const written = new Set<string>()
  const named = (reply: string) => {
    written.add(`${run}-${reply}`)
    return `${run}-${reply}`
  }
  const connect = () => openRedis({ url: REDIS_URL ?? '', onTrouble: error => console.error(error) })
  const janitor = connect()
  return {
    keyOf: (reply: string) => `folio:tape:${named(reply)}`,
    redis: janitor,
    async open(): Promise<Tape> {
      const redis = connect()
      const tape = createRedisTape(redis, systemClock)
      const ours: Tape = {
        ...tape,
        append: (reply, batch) => tape.append(named(reply), batch),
        fence: (reply, epoch) => tape.fence(named(reply), epoch),
        read: (reply, from) => tape.read(named(reply), from),
        drop: (reply, epoch) => tape.drop(named(reply), epoch),
      }
      opened.set(ours, redis)
      return ours
    },
    kill: async (tape: Tape) => opened.get(tape)?.close(),
    async remove() {
      const keys = [...written].map(reply => `folio:tape:${reply}`)
      if (keys.length > 0) await janitor.run(client => client.del(keys))
      for (const redis of [...opened.values(), janitor]) await redis.close()
    },
  }
}
