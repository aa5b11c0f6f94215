import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type pg from 'pg'
import { Kysely, sql, type RawBuilder } from 'kysely'
import { newId } from '../lib/id.ts'
import { isCollision } from './faults.ts'
import { databaseNow } from './now.ts'
import { openPostgres, SILENT_MS } from './postgres.ts'
import { openSqlite, readSqlite, type SqliteFile } from './sqlite.ts'
import type { Db, Tables, Trx } from './tables.ts'
import { createWriteWatch, type WriteWatch } from './write-watch.ts'

export type Store = {
  db: Db
  /**
   * Runs `work` in one transaction; what it throws rolls all of it back. Where the database has rolled it back because
   * it got in the way of another, it runs again, from its beginning.
   */
  write<T>(work: (trx: Trx) => Promise<T>): Promise<T>
  /** How many writes wait, or are being done. */
  pendingWrites(): number
  /** Asks the database for an answer, and where the last write has failed, for a write too. Rejects where it has none. */
  check(): Promise<void>
  /** The database's own clock, in milliseconds: leases are compared with nothing else. */
  now: RawBuilder<number>
  engine: { kind: 'sqlite'; path: string; file: SqliteFile } | { kind: 'postgres'; url: string; pool: pg.Pool }
  close(): Promise<void>
}

type Options = {
  /** Hears of connections that break while nobody uses them. */
  onError?: ((error: Error) => void) | undefined
  /** A write that is none once it has committed, in a table that is there. */
  leaveNothing?: (trx: Trx) => Promise<void>
}

/** `sqlite:PATH` or `postgres://…`. Migrates nothing. */
export function openStore(url: string, { onError = () => {}, leaveNothing = leaveNoUser }: Options = {}): Store {
  const sqlitePath = sqlitePathOf(url)
  if (sqlitePath !== undefined) {
    mkdirSync(dirname(sqlitePath), { recursive: true })
    const file = openSqlite(sqlitePath)
    const db = new Kysely<Tables>({ dialect: file.dialect })
    return {
      ...writes(db, file.writes, leaveNothing),
      now: databaseNow(db),
      engine: { kind: 'sqlite', path: sqlitePath, file },
      async close() {
        await db.destroy()
        await file.close()
      },
    }
  }
  const { dialect, pool } = openPostgres(url, { maxConnections: 10, silentMs: SILENT_MS, onError })
  const db = new Kysely<Tables>({ dialect })
  return {
    ...writes(db, createWriteWatch(), leaveNothing),
    now: databaseNow(db),
    engine: { kind: 'postgres', url, pool },
    close: () => db.destroy(),
  }
}

/** Reads alone, on a connection of its own: for a thread. */
export function openReader(url: string): Db {
  const path = sqlitePathOf(url)
  const { dialect } =
    path === undefined
      ? openPostgres(url, { maxConnections: 1, silentMs: SILENT_MS, onError: () => {} })
      : { dialect: readSqlite(path) }
  return new Kysely<Tables>({ dialect })
}

export function sqlitePathOf(url: string): string | undefined {
  return url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : undefined
}

/** How often a transaction that met another one is run. */
const MAX_TRIES = 3

function writes(
  db: Db,
  writing: WriteWatch,
  leaveNothing: (trx: Trx) => Promise<void>,
): Pick<Store, 'db' | 'write' | 'pendingWrites' | 'check'> {
  const write: Store['write'] = async work => {
    for (let tries = 1; ; tries++) {
      try {
        return await writing.watch(() => db.transaction().execute(work))
      } catch (error) {
        if (tries === MAX_TRIES || !isCollision(error)) throw error
      }
    }
  }
  return {
    db,
    write,
    pendingWrites: () => writing.pending,
    async check() {
      if (writing.failing) await write(leaveNothing)
      else await sql`select 1`.execute(db)
    },
  }
}

/** Setting a row to what it is would not reach the disk. */
async function leaveNoUser(trx: Trx): Promise<void> {
  const id = newId()
  await trx.insertInto('users').values({ id, kind: 'guest', rev: 0, created_at: 0 }).execute()
  await trx.deleteFrom('users').where('id', '=', id).execute()
}
