import { Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type Driver, type QueryResult } from 'kysely'
import { createThread, threadFile, type Thread } from '../lib/thread.ts'
import type { Store } from '../store/open.ts'
import type { Db, Tables } from '../store/tables.ts'

export type SearchTask = { sql: string; parameters: readonly unknown[] }
export type SearchAnswer = unknown[]

export type Search = {
  /** Reads alone, and never on the main thread: a statement may take long. Rejects what takes longer than it may. */
  db: Db
  close(): Promise<void>
}

/** Longer than this no single statement runs. */
const LIMIT_MS = 10_000
/** Of each waiting question the asker waits too: more of them than this is too many. */
const MAX_WAITING = 500

/** SQLite computes where it is called: in a thread of its own, started when first needed. PostgreSQL does so elsewhere. */
export function createSearch({ db, engine }: Pick<Store, 'db' | 'engine'>, limitMs = LIMIT_MS): Search {
  if (engine.kind === 'postgres' || engine.path === ':memory:') return { db, close: async () => {} }
  const settings = { data: { path: engine.path }, limitMs, maxWaiting: MAX_WAITING }
  const thread = createThread<SearchTask, SearchAnswer>(threadFile(import.meta.url, 'search-thread'), settings)
  return { db: throughThread(thread), close: thread.close }
}

/** The same queries as everywhere: only who runs them is another. */
function throughThread(thread: Thread<SearchTask, SearchAnswer>): Db {
  const driver: Driver = {
    async init() {},
    async acquireConnection() {
      return {
        executeQuery: async <R>({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) =>
          ({ rows: (await thread.ask({ sql, parameters })) as R[] }) satisfies QueryResult<R>,
        streamQuery: () => readsAlone(),
      }
    },
    beginTransaction: async () => readsAlone(),
    commitTransaction: async () => readsAlone(),
    rollbackTransaction: async () => readsAlone(),
    async releaseConnection() {},
    async destroy() {},
  }
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => driver,
      createIntrospector: db => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
}

function readsAlone(): never {
  throw new Error('the search reads, one statement at a time')
}
