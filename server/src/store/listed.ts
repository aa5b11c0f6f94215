import { PostgresAdapter, sql, type RawBuilder } from 'kysely'
import type { Db } from './tables.ts'

/** Ids as one parameter, for `in`: the statement is the same however many there are. */
export function listed(db: Db, ids: Iterable<string>): RawBuilder<string> {
  const list = JSON.stringify([...ids])
  return db.getExecutor().adapter instanceof PostgresAdapter
    ? sql<string>`(select jsonb_array_elements_text(${list}::jsonb))`
    : sql<string>`(select value from json_each(${list}))`
}
