import { PostgresAdapter, sql, type Kysely, type RawBuilder } from 'kysely'

/** A migration knows the schema by its own statements alone: it must run unchanged when the tables have moved on. */
export type Schema = Record<string, Record<string, unknown>>

/** Column types that mean the same on SQLite and PostgreSQL. Ids compare bytewise; times are integer milliseconds. */
export function columnTypes(db: Kysely<Schema>): {
  id: RawBuilder<unknown>
  time: 'bigint'
  rowNumber: RawBuilder<unknown>
} {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter
  return {
    id: postgres ? sql`text collate "C"` : sql`text`,
    time: 'bigint',
    rowNumber: postgres ? sql`bigint` : sql`integer`,
  }
}
