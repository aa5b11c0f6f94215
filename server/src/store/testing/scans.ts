import { Kysely, PostgresDialect, type CompiledQuery } from 'kysely'
import type { Store } from '../open.ts'
import { isBatch } from '../sqlite.ts'
import type { Db, Tables } from '../tables.ts'

/** The same store, telling what it is asked. */
export function listening(store: Store, onQuery: (query: CompiledQuery) => void): Store {
  const { engine } = store
  const dialect = engine.kind === 'sqlite' ? engine.file.dialect : new PostgresDialect({ pool: engine.pool })
  const db: Db = new Kysely<Tables>({ dialect, log: ({ query }) => onQuery(query) })
  return { ...store, db, write: work => db.transaction().execute(work) }
}

/** The steps of a query's plan that read more of a table than an index leads to. */
export async function scansOf(store: Store, query: CompiledQuery): Promise<string[]> {
  const { sql: text } = query
  // Of a statement that is run for many rows the first stands for all.
  const parameters = isBatch(query) ? (query.rows[0] ?? []) : query.parameters
  if (/^(begin|commit|rollback|savepoint|release|set local)/i.test(text)) return []
  return store.engine.kind === 'sqlite'
    ? scansInSqlite(store.engine, text, parameters)
    : scansInPostgres(store.engine, text, parameters)
}

/** Read from end to end because they are small: what a query itself makes, a list that was given, what is under way. */
const SMALL =
  /^SCAN (search_index VIRTUAL TABLE|path|owners|waiting|json_each|value|CONSTANT ROW|\d+ CONSTANT ROWS|\(subquery|\w+ USING (COVERING )?INDEX (replies_under_way|one_streaming_reply|jobs_queued|jobs_running|jobs_busy))/

function scansInSqlite(
  { file }: Extract<Store['engine'], { kind: 'sqlite' }>,
  text: string,
  parameters: readonly unknown[],
): string[] {
  const plan = file.writer.prepare<unknown[], { detail: string }>(`explain query plan ${text}`).all(...parameters)
  return plan.map(({ detail }) => detail).filter(detail => detail.startsWith('SCAN') && !SMALL.test(detail))
}

type Plan = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Index Cond'?: string
  Plans?: Plan[]
}
const PARTIAL = ['replies_under_way', 'one_streaming_reply', 'jobs_queued', 'jobs_running', 'jobs_busy']

async function scansInPostgres(
  { pool }: Extract<Store['engine'], { kind: 'postgres' }>,
  text: string,
  parameters: readonly unknown[],
): Promise<string[]> {
  const client = await pool.connect()
  try {
    // On few rows a scan is cheap: what counts is whether an index leads there.
    await client.query('begin')
    await client.query('set local enable_seqscan = off')
    const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(`explain (format json) ${text}`, [
      ...parameters,
    ])
    return rows.flatMap(row => row['QUERY PLAN'].flatMap(({ Plan: plan }) => scansIn(plan)))
  } finally {
    await client.query('rollback')
    client.release()
  }
}

function scansIn(plan: Plan): string[] {
  const index = plan['Index Name']
  const whole =
    plan['Node Type'] === 'Seq Scan' ||
    (index !== undefined && plan['Index Cond'] === undefined && !PARTIAL.includes(index))
  const mine = whole ? [`${plan['Node Type']} of ${plan['Relation Name'] ?? index}`] : []
  return [...mine, ...(plan.Plans ?? []).flatMap(scansIn)]
}
