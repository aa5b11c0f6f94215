import { Socket } from 'node:net'
import pg from 'pg'
import { PostgresDialect, type Dialect } from 'kysely'

const INT8 = 20

/** Counters and milliseconds stay far below 2^53: numbers, as SQLite gives them. */
pg.types.setTypeParser(INT8, Number)

/** Longer than the pool keeps an idle connection (10 s), and than anything takes that people wait for. */
export const SILENT_MS = 15_000

type Options = {
  maxConnections: number
  onError: (error: Error) => void
  /** After so long without a byte a connection is given up; undefined: never, for what may take its time. */
  silentMs: number | undefined
}

export function openPostgres(url: string, options: Options): { dialect: Dialect; pool: pg.Pool } {
  const { maxConnections: max, onError, silentMs } = options
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 5_000,
    ...(silentMs !== undefined && { stream: () => impatientSocket(silentMs) }),
  })
  // An idle connection that breaks would end the process otherwise; the next query opens another.
  pool.on('error', onError)
  // So would one that breaks in the middle of a transaction, between two queries; the next of them fails.
  pool.on('connect', client => {
    client.on('error', () => {})
    // Our queries are short: compiling one takes a second where it is taken to be long, which it then is.
    client.query('set jit = off').catch(() => {})
  })
  return { pool, dialect: new PostgresDialect({ pool }) }
}

/** Where the other machine is gone, TCP by itself would wait for a quarter of an hour. */
function impatientSocket(silentMs: number): Socket {
  const socket = new Socket()
  socket.setTimeout(silentMs, () => {
    const { bytesRead } = socket
    // This process may have been the silent one: what has come in meanwhile is read first.
    setImmediate(() => {
      if (socket.bytesRead > bytesRead) return
      const error = new Error(`the database was silent for ${silentMs} ms`)
      socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }))
    })
  })
  return socket
}
