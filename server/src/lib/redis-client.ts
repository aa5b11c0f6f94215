import { createClient } from 'redis'
import { inTime } from './in-time.ts'
import { ANSWER_MS, keep, type Kept } from './kept.ts'

export type RedisClient = ReturnType<typeof makeClient>

/** Gone at once. It shows that Redis takes what is written, which a replica does not, nor a full one. */
const PROBE_KEY = 'folio:probe'

/** A client is never connected again but replaced: so a Redis that hangs and a network that swallows all end alike. */
export function keepRedisClient(url: string, onTrouble: (error: Error) => void): Kept<RedisClient> {
  return keep<RedisClient>({
    open: lose => connect(url, lose),
    ping: client => client.ping(),
    discard: client => client.destroy(),
    // Waits for what is under way.
    close: client => client.close(),
    onTrouble,
  })
}

async function connect(url: string, lose: (lost: RedisClient, error: unknown) => void): Promise<RedisClient> {
  const client = makeClient(url)
  client.on('error', error => lose(client, error))
  const works = async () => {
    await client.connect()
    await client.set(PROBE_KEY, '', { PX: 1 })
  }
  try {
    await inTime(works(), 2 * ANSWER_MS, () => client.destroy())
    return client
  } catch (error) {
    client.destroy()
    throw error
  }
}

function makeClient(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    socket: { connectTimeout: ANSWER_MS, reconnectStrategy: false },
  })
}
