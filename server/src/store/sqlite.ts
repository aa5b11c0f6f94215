import Database from 'better-sqlite3'
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDialect,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely'
import { createMutex, type Mutex } from '../lib/mutex.ts'
import { keepLogShort } from './checkpoints.ts'
import { createWriteWatch, type WriteWatch } from './write-watch.ts'

export type SqliteFile = {
  dialect: Dialect
  /** Held by whoever writes: transactions and the tape take turns. */
  writing: Mutex
  /** The connection that writes. Only for who holds `writing`. */
  writer: Database.Database
  /** Hears of every write. */
  writes: WriteWatch
  close(): Promise<void>
}

/**
 * One file, two connections: transactions begin immediate on the one that writes, all else reads on the other,
 * so that a reader sees what was committed and never waits.
 */
export function openSqlite(path: string): SqliteFile {
  const writer = connect(path)
  // Postings of one text go to pages all over their table.
  writer.pragma('cache_size = -16000')
  const reader = path === ':memory:' ? writer : connect(path)
  const writing = createMutex()
  const stopCheckpoints = path === ':memory:' ? async () => {} : keepLogShort(path)
  return {
    writer,
    writing,
    writes: createWriteWatch(),
    dialect: {
      createAdapter: () => new TransactionalAdapter(),
      createDriver: () => driver(writer, connection(reader), writing),
      createIntrospector: db => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
    async close() {
      await stopCheckpoints()
      if (reader !== writer) reader.close()
      writer.close()
    },
  }
}

/** A connection that reads alone. */
export function readSqlite(path: string): Dialect {
  return new SqliteDialect({ database: new Database(path, { readonly: true, fileMustExist: true }) })
}

/** Kysely's own says no, and then leaves half of a failed migration behind. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

function connect(path: string): Database.Database {
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.pragma('foreign_keys = ON')
  db.pragma('busy_timeout = 5000')
  // A checkpoint waits for the disk: a thread does it long before the log has these 128 MB.
  db.pragma('wal_autocheckpoint = 32768')
  db.pragma('journal_size_limit = 67108864')
  return db
}

/** One statement, run once for each row: half the cost of the same rows in one statement. */
type Batch = CompiledQuery & { rows: readonly (readonly unknown[])[] }

/** `sql` has a `?` for each value of a row. */
export function batch(sql: string, rows: Batch['rows']): Batch {
  return { ...CompiledQuery.raw(sql), rows }
}

export function isBatch(query: CompiledQuery): query is Batch {
  return 'rows' in query
}

type SqliteConnection = DatabaseConnection & { release?: () => void }

function driver(writer: Database.Database, read: DatabaseConnection, writing: Mutex): Driver {
  const write = connection(writer)
  const run = (sql: string) => write.executeQuery(CompiledQuery.raw(sql))
  const end = async (handle: DatabaseConnection, sql: 'commit' | 'rollback') => {
    const held = handle as SqliteConnection
    // A commit that failed has ended it already.
    if (!held.release) return
    try {
      if (sql === 'commit') await run(sql)
    } finally {
      // Where the disk is full the database may have rolled back by itself.
      if (writer.inTransaction) await run('rollback')
      held.release()
      delete held.release
    }
  }
  return {
    async init() {},
    async acquireConnection(): Promise<DatabaseConnection> {
      // A read until a transaction begins on it.
      const handle: SqliteConnection = {
        executeQuery: query => (handle.release ? write : read).executeQuery(query),
        streamQuery: query => read.streamQuery(query, 1),
      }
      return handle
    },
    async beginTransaction(handle) {
      const release = await writing.acquire()
      try {
        await run('begin immediate')
        ;(handle as SqliteConnection).release = release
      } catch (error) {
        release()
        throw error
      }
    },
    commitTransaction: handle => end(handle, 'commit'),
    rollbackTransaction: handle => end(handle, 'rollback'),
    async releaseConnection() {},
    async destroy() {},
  }
}

/** Queries on one connection; a statement is prepared once for each text of SQL. */
function connection(db: Database.Database): DatabaseConnection {
  const statements = new Map<string, Database.Statement<unknown[], unknown>>()
  const prepare = (sql: string) => {
    const known = statements.get(sql)
    if (known) return known
    const made = db.prepare<unknown[], unknown>(sql)
    if (statements.size < 500) statements.set(sql, made)
    return made
  }
  return {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const { sql, parameters } = query
      const statement = prepare(sql)
      if (isBatch(query)) {
        for (const row of query.rows) statement.run(...row)
        return { rows: [] }
      }
      if (statement.reader) return { rows: statement.all(...parameters) as R[] }
      const { changes, lastInsertRowid } = statement.run(...parameters)
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
    },
    async *streamQuery<R>({ sql, parameters }: CompiledQuery): AsyncGenerator<QueryResult<R>> {
      for (const row of db.prepare(sql).iterate(...parameters)) yield { rows: [row as R] }
    },
  }
}
