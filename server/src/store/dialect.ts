import { PostgresAdapter, sql, type QueryExecutorProvider } from 'kysely'

/** Where the two databases want other words for the same. */
export function isPostgres(db: QueryExecutorProvider): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter
}

/**
 * The commit of this transaction does not wait for the disk, which is for what a later one makes count: that one takes
 * all before it to the disk too. SQLite's log does so anyhow.
 */
export async function commitLazily(trx: QueryExecutorProvider): Promise<void> {
  if (isPostgres(trx)) await sql`set local synchronous_commit to off`.execute(trx)
}
