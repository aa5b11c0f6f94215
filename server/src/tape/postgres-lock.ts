import pg from 'pg'
import { TapeTaken } from './tape.ts'

/** Any number, the same in every process: "folio" on a telephone's keys. */
const LOCK_KEY = 36_546
const RETRY_MS = 500
/** How long a server that has lost its connection waits for the database to free its old lock. */
const RECLAIM_MS = 30_000

type Lock = {
  /** One writer alone, or one of many pods whose tapes are elsewhere: the two keep each other out. */
  kind: 'one writer' | 'one of many'
  /** Another process has taken the lock since. */
  onLost: () => void
}

export type LockedConnection = {
  /** The connection that holds the lock, made anew where it was lost. */
  client(): Promise<pg.Client>
  close(): Promise<void>
}

/** Who loses the connection loses the lock, hence the right to write. Throws `TapeTaken` while another keeps it out. */
export async function openLocked(url: string, { kind, onLost }: Lock): Promise<LockedConnection> {
  const lockFunction = kind === 'one writer' ? 'pg_try_advisory_lock' : 'pg_try_advisory_lock_shared'
  let client: pg.Client | undefined
  let connecting: Promise<pg.Client> | undefined
  let closed = false

  const connect = async (): Promise<pg.Client> => {
    const made = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, keepAlive: true })
    made.on('error', () => lost(made)).on('end', () => lost(made))
    await made.connect()
    const { rows } = await made.query<{ locked: boolean }>(`select ${lockFunction}($1) as locked`, [LOCK_KEY])
    if (rows[0]?.locked) return made
    await made.end()
    throw new TapeTaken('this database')
  }
  const lost = (which: pg.Client) => {
    if (client !== which) return
    client = undefined
    // A writer takes it again with the next write; others have nothing to write here.
    if (kind === 'one of many') void keepTrying()
  }
  const keepTrying = async () => {
    while (!client && !closed) {
      await connected().catch(() => {})
      await new Promise(resolve => setTimeout(resolve, RETRY_MS).unref())
    }
  }
  const reconnect = async (): Promise<pg.Client> => {
    const until = Date.now() + RECLAIM_MS
    for (;;) {
      try {
        return await connect()
      } catch (error) {
        if (!(error instanceof TapeTaken)) throw error
        if (Date.now() > until) onLost()
        if (Date.now() > until || closed) throw error
        await new Promise(resolve => setTimeout(resolve, RETRY_MS))
      }
    }
  }
  const connected = async (): Promise<pg.Client> => {
    if (client) return client
    connecting ??= reconnect().finally(() => (connecting = undefined))
    client = await connecting
    return client
  }

  client = await connect()
  return {
    client: connected,
    async close() {
      closed = true
      await client?.end()
    },
  }
}
