import { setTimeout as wait } from 'node:timers/promises'
import { createClient } from 'redis'
import { inTime } from './in-time.ts'

export type RedisClient = ReturnType<typeof makeClient>

export type Connection = {
  /** Undefined while there is none. */
  readonly client: RedisClient | undefined
  /** The first attempt is over, whatever came of it. */
  readonly opened: Promise<void>
  onUp(listener: () => void): () => void
  /** It is of no use any more; what waits for its answers is rejected. */
  lose(client: RedisClient, error: Error): void
  /** Waits for what is under way. */
  close(): Promise<void>
}

type Keeping = { url: string; limitMs: number; onTrouble: (error: Error) => void }

const RETRY_MS = 250
/** Gone at once. It shows that Redis takes what is written, which a replica does not, nor a full one. */
const PROBE_KEY = 'folio:probe'

/**
 * A connection that is replaced for ever, whenever it is lost: so a server that hangs and a network that swallows
 * everything end alike. Each attempt has `limitMs` to connect, and once more to show that it works.
 */
export function keepConnection({ url, limitMs, onTrouble }: Keeping): Connection {
  const listeners = new Set<() => void>()
  const closing = new AbortController()
  let client: RedisClient | undefined
  let told = false

  const tell = (error: unknown) => {
    if (!told && !closing.signal.aborted) onTrouble(error instanceof Error ? error : new Error(String(error)))
    told = true
  }
  const lose = (lost: RedisClient, error: Error) => {
    if (lost.isOpen) lost.destroy()
    if (client !== lost) return
    client = undefined
    tell(error)
    connecting = keepTrying()
  }
  const attempt = async () => {
    try {
      client = await connect(url, limitMs, lose)
    } catch (error) {
      return tell(error)
    }
    told = false
    for (const listener of listeners) listener()
  }
  const keepTrying = async () => {
    while (!client && !closing.signal.aborted) {
      await wait(RETRY_MS, undefined, { signal: closing.signal }).catch(() => {})
      if (!closing.signal.aborted) await attempt()
    }
  }
  const opened = attempt()
  let connecting = opened.then(keepTrying)

  return {
    get client() {
      return client
    },
    opened,
    onUp(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    lose,
    async close() {
      closing.abort()
      await connecting
      const last = client
      client = undefined
      if (last?.isOpen) await last.close()
    },
  }
}

type Lose = Connection['lose']

async function connect(url: string, limitMs: number, lose: Lose): Promise<RedisClient> {
  const client = makeClient(url, limitMs)
  client.on('error', (error: Error) => lose(client, error))
  const works = async () => {
    await client.connect()
    await client.set(PROBE_KEY, '', { PX: 1 })
  }
  try {
    await inTime(works(), 2 * limitMs, late => lose(client, late))
    if (!client.isReady) throw new Error('the connection was lost at once')
    return client
  } catch (error) {
    if (client.isOpen) client.destroy()
    throw error
  }
}

function makeClient(url: string, connectTimeout: number) {
  return createClient({
    url,
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    // A lost client is not connected again but replaced.
    socket: { connectTimeout, reconnectStrategy: false },
  })
}
