import { ErrorReply } from 'redis'
import { inTime } from './in-time.ts'
import { ANSWER_MS } from './kept.ts'
import { keepRedisClient, type RedisClient } from './redis-client.ts'

export type { RedisClient }

/** Redis cannot be asked now: nothing is known of what was under way. */
export class RedisAway extends Error {
  constructor(cause?: unknown) {
    super('Redis is away', { cause })
    this.name = 'RedisAway'
  }
}

export type Redis = {
  /**
   * Rejects with `RedisAway` at once while Redis is away, and when it goes away before it has answered; with Redis's
   * own error where it refuses. For scripts see `redis-script.ts`.
   */
  run<T>(command: (client: RedisClient) => Promise<T>): Promise<T>
  readonly away: boolean
  /** Connected, for the first time or again: something may have been missed or lost. */
  onResume(listener: () => void): () => void
  /** Rejects unless Redis answers. */
  ping(): Promise<void>
  close(): Promise<void>
}

const TAKES_NO_WRITES = /^(READONLY|LOADING|MASTERDOWN|MISCONF|NOREPLICAS|OOM)\b/

/**
 * Redis over one connection, which opens in the background and is kept for ever; what is run before that waits for the
 * first attempt. A Redis that hangs, or takes no writes, counts as away. `onTrouble` hears of each outage once.
 */
export function openRedis({ url, onTrouble }: { url: string; onTrouble: (error: Error) => void }): Redis {
  const connection = keepRedisClient(url, onTrouble)

  const run = async <T>(command: (client: RedisClient) => Promise<T>): Promise<T> => {
    await connection.opened
    const client = connection.current
    if (!client) throw new RedisAway()
    try {
      return await inTime(command(client), ANSWER_MS, late => connection.lose(client, late))
    } catch (error) {
      if (error instanceof ErrorReply && TAKES_NO_WRITES.test(error.message)) connection.lose(client, error)
      throw connection.current === client ? error : new RedisAway(error)
    }
  }

  return {
    run,
    ping: async () => void (await run(client => client.ping())),
    get away() {
      return connection.current === undefined
    },
    onResume: connection.onUp,
    close: connection.close,
  }
}
