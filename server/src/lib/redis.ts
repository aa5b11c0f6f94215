import { setTimeout as wait } from 'node:timers/promises'
import { createClient, ErrorReply } from 'redis'

/** Redis cannot be asked now: nothing is known of what was under way. */
export class RedisAway extends Error {
  constructor(cause?: unknown) {
    super('Redis is away', { cause })
    this.name = 'RedisAway'
  }
}

export type RedisClient = ReturnType<typeof makeClient>

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

/** Who does not answer for so long is away. */
const COMMAND_MS = 1_000
const CONNECT_MS = 1_000
const RETRY_MS = 250
/** A connection that has died in silence is noticed within this and `COMMAND_MS`. */
const PING_MS = 500
/** Gone at once: it only shows that Redis takes what is written, which a replica, or a full one, does not. */
const PROBE_KEY = 'folio:probe'
const TAKES_NO_WRITES = /^(READONLY|LOADING|MASTERDOWN|MISCONF|NOREPLICAS|OOM)\b/

/**
 * One connection to Redis, kept for ever. It opens in the background; meanwhile what is run waits for the first attempt.
 * One that is lost, does not answer or takes no writes is thrown away, and a new one is tried until it works: so a
 * server that hangs and a network that swallows everything end alike. `onTrouble` hears of each outage once.
 */
export function openRedis({ url, onTrouble }: { url: string; onTrouble: (error: Error) => void }): Redis {
  const resumed = new Set<() => void>()
  const closing = new AbortController()
  let client: RedisClient | undefined
  let told = false

  const tell = (error: unknown) => {
    if (!told && !closing.signal.aborted) onTrouble(error instanceof Error ? error : new Error(String(error)))
    told = true
  }
  const lose = (lost: RedisClient, error: unknown) => {
    if (lost.isOpen) lost.destroy()
    if (client !== lost) return
    client = undefined
    tell(error)
    connecting = keepConnecting()
  }
  const attempt = async () => {
    try {
      client = await connect(url, lose)
    } catch (error) {
      return tell(error)
    }
    told = false
    for (const listener of resumed) listener()
  }
  const keepConnecting = async () => {
    while (!client && !closing.signal.aborted) {
      await wait(RETRY_MS, undefined, { signal: closing.signal }).catch(() => {})
      if (!closing.signal.aborted) await attempt()
    }
  }
  const opening = attempt()
  let connecting = opening.then(keepConnecting)

  const run = async <T>(command: (client: RedisClient) => Promise<T>): Promise<T> => {
    await opening
    const asked = client
    if (!asked) throw new RedisAway()
    try {
      return await inTime(command(asked), () => lose(asked, new Error(`no answer within ${COMMAND_MS} ms`)))
    } catch (error) {
      if (error instanceof ErrorReply && TAKES_NO_WRITES.test(error.message)) lose(asked, error)
      throw client === asked ? error : new RedisAway(error)
    }
  }
  const ping = async () => void (await run(asked => asked.ping()))
  const pinging = setInterval(() => void ping().catch(() => {}), PING_MS).unref()

  return {
    run,
    ping,
    get away() {
      return client === undefined
    },
    onResume(listener) {
      resumed.add(listener)
      return () => void resumed.delete(listener)
    },
    async close() {
      closing.abort()
      clearInterval(pinging)
      await connecting
      const last = client
      client = undefined
      // Waits for what is under way.
      if (last?.isOpen) await last.close()
    },
  }
}

function makeClient(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    // A lost client is not connected again but replaced.
    socket: { connectTimeout: CONNECT_MS, reconnectStrategy: false },
  })
}

/** A connection that has shown to work. */
async function connect(url: string, lose: (lost: RedisClient, error: unknown) => void): Promise<RedisClient> {
  const client = makeClient(url)
  client.on('error', error => lose(client, error))
  const works = async () => {
    await client.connect()
    await client.set(PROBE_KEY, '', { PX: 1 })
  }
  try {
    await inTime(works(), () => lose(client, undefined), CONNECT_MS + COMMAND_MS)
    return client
  } catch (error) {
    if (client.isOpen) client.destroy()
    throw error
  }
}

/** Rejects what is not settled in time, after `onLate`. */
function inTime<T>(work: Promise<T>, onLate: () => void, limitMs = COMMAND_MS): Promise<T> {
  return new Promise((resolve, reject) => {
    let settled = false
    const late = () => {
      if (settled) return
      onLate()
      reject(new Error(`no answer within ${limitMs} ms`))
    }
    // This process may have been the busy one: what has come in meanwhile is read before an immediate runs.
    const timer = setTimeout(() => setImmediate(late), limitMs)
    const settle = () => {
      settled = true
      clearTimeout(timer)
    }
    work.finally(settle).then(resolve, reject)
  })
}
