import { createHash } from 'node:crypto'
import { ErrorReply } from 'redis'
import type { RedisClient } from './redis.ts'

export type RedisScript = (client: RedisClient, keys: string[], args: (string | number)[]) => Promise<unknown>

/**
 * A Lua script that Redis does as a whole: `redis.run(client => take(client, [key], [1]))`. Redis is sent its hash, and
 * the text where it does not know it (any more).
 */
export function redisScript(source: string): RedisScript {
  const hash = createHash('sha1').update(source).digest('hex')
  return async (client, keys, args) => {
    const given = { keys, arguments: args.map(String) }
    try {
      return await client.evalSha(hash, given)
    } catch (error) {
      if (!(error instanceof ErrorReply) || !error.message.startsWith('NOSCRIPT')) throw error
      return client.eval(source, given)
    }
  }
}
