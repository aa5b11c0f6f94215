import { PostgresAdapter, sql, type ColumnDefinitionBuilder, type Kysely, type RawBuilder } from 'kysely'

/** A migration knows the schema by its own statements alone: it must run unchanged when the tables have moved on. */
export type Schema = Record<string, Record<string, unknown>>

type ColumnTypes = {
  id: RawBuilder<unknown>
  time: 'bigint'
  bytes: RawBuilder<unknown>
  rowNumber: RawBuilder<unknown>
  /** A primary key that the database counts up, and never gives twice. */
  ownNumber: { type: RawBuilder<unknown>; build(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder }
}

/** Column types that mean the same on SQLite and PostgreSQL. Ids compare bytewise; times are integer milliseconds. */
export function columnTypes(db: Kysely<Schema>): ColumnTypes {
  const postgres = isPostgres(db)
  return {
    id: postgres ? sql`text collate "C"` : sql`text`,
    time: 'bigint',
    bytes: postgres ? sql`bytea` : sql`blob`,
    rowNumber: postgres ? sql`bigint` : sql`integer`,
    ownNumber: postgres
      ? { type: sql`bigint`, build: column => column.primaryKey().generatedByDefaultAsIdentity() }
      : { type: sql`integer`, build: column => column.primaryKey().autoIncrement() },
  }
}

export function isPostgres(db: Kysely<Schema>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter
}
