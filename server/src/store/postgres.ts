import pg from 'pg'
import { PostgresDialect, type Dialect } from 'kysely'

const INT8 = 20

/** Counters and milliseconds stay far below 2^53: numbers, as SQLite gives them. */
pg.types.setTypeParser(INT8, Number)

export function openPostgres(
  url: string,
  options: { maxConnections: number; onError: (error: Error) => void },
): { dialect: Dialect; pool: pg.Pool } {
  const pool = new pg.Pool({ connectionString: url, max: options.maxConnections, connectionTimeoutMillis: 5_000 })
  // An idle connection that breaks would end the process otherwise; the next query opens another.
  pool.on('error', options.onError)
  // So would one that breaks in the middle of a transaction, between two queries; the next of them fails.
  pool.on('connect', client => void client.on('error', () => {}))
  return { pool, dialect: new PostgresDialect({ pool }) }
}
