import { PostgresAdapter, sql, type RawBuilder } from 'kysely'
import type { Db } from './tables.ts'

/** The database's own clock, in milliseconds. */
export function databaseNow(db: Db): RawBuilder<number> {
  return db.getExecutor().adapter instanceof PostgresAdapter
    ? sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`
    : sql<number>`cast(unixepoch('subsec') * 1000 as integer)`
}
