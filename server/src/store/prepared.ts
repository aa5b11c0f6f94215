import { sql, type Compilable, type CompiledQuery, type Kysely, type RawBuilder } from 'kysely'
import type { Tables } from './tables.ts'

const SLOT = Symbol('slot')
type Slot = { [SLOT]: string }
/** Where each value will stand. */
export type Given<Values> = { [Name in keyof Values]: RawBuilder<Values[Name]> }

/**
 * A query that is built once for each database, and from then on only filled in: building costs 40 µs each time,
 * which the way of a message cannot spare. `given.name` stands where the value of that name will.
 */
export function prepared<Values extends object, Row, All = Tables>(
  build: (db: Kysely<All>, given: Given<Values>) => Compilable<Row>,
): (db: Kysely<All>, values: Values) => Promise<Row[]> {
  const given = new Proxy({} as Given<Values>, { get: (_, name) => sql`${{ [SLOT]: String(name) } satisfies Slot}` })
  const compiled = new WeakMap<object, CompiledQuery>()
  return async (db, values) => {
    const { adapter } = db.getExecutor()
    let query = compiled.get(adapter)
    if (!query) compiled.set(adapter, (query = build(db, given).compile()))
    const parameters = query.parameters.map(value => (isSlot(value) ? values[value[SLOT] as keyof Values] : value))
    return (await db.executeQuery<Row>({ ...query, parameters })).rows
  }
}

function isSlot(value: unknown): value is Slot {
  return typeof value === 'object' && value !== null && SLOT in value
}
