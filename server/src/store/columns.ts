import { sql, type RawBuilder } from 'kysely'
import { isPostgres } from './dialect.ts'
import type { Db } from './tables.ts'

/**
 * Column `n` of rows as PostgreSQL's array literal, for `unnest`: written here, thousands of values cost this thread a
 * tenth of what the driver takes for them.
 */
export function column(rows: readonly (readonly (string | number | null)[])[], n: number): RawBuilder<unknown> {
  return sql`${arrayLiteral(rows.map(row => row[n] ?? null))}`
}

/** Values as PostgreSQL reads an array of them. */
export function arrayLiteral(values: readonly (string | number | null)[]): string {
  return `{${values.map(element).join(',')}}`
}

/** Whether a column has one of these values, as one parameter: PostgreSQL then looks each of them up. */
export function isOneOf(db: Db, name: string, values: readonly (string | number)[]): RawBuilder<boolean> {
  if (!isPostgres(db)) return sql<boolean>`${sql.ref(name)} in (select value from json_each(${JSON.stringify(values)}))`
  const type = sql.raw(typeof values[0] === 'number' ? 'bigint[]' : 'text[]')
  return sql<boolean>`${sql.ref(name)} = any(${column(
    values.map(value => [value]),
    0,
  )}::${type})`
}

function element(value: string | number | null): string {
  if (typeof value !== 'string') return String(value)
  return `"${/["\\]/.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`
}
