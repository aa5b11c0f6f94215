import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type pg from 'pg'
import { Kysely, type RawBuilder } from 'kysely'
import { databaseNow } from './now.ts'
import { openPostgres } from './postgres.ts'
import { openSqlite, type SqliteFile } from './sqlite.ts'
import type { Db, Tables, Trx } from './tables.ts'

export type Store = {
  db: Db
  /** Runs `work` in one transaction; what it throws rolls all of it back. */
  write<T>(work: (trx: Trx) => Promise<T>): Promise<T>
  /** The database's own clock, in milliseconds: leases are compared with nothing else. */
  now: RawBuilder<number>
  engine: { kind: 'sqlite'; path: string; file: SqliteFile } | { kind: 'postgres'; url: string; pool: pg.Pool }
  close(): Promise<void>
}

/** `sqlite:PATH` or `postgres://…`. Migrates nothing. */
export function openStore(url: string, onError: (error: Error) => void = () => {}): Store {
  const sqlitePath = sqlitePathOf(url)
  if (sqlitePath !== undefined) {
    mkdirSync(dirname(sqlitePath), { recursive: true })
    const file = openSqlite(sqlitePath)
    const db = new Kysely<Tables>({ dialect: file.dialect })
    return {
      ...writes(db),
      now: databaseNow(db),
      engine: { kind: 'sqlite', path: sqlitePath, file },
      async close() {
        await db.destroy()
        file.close()
      },
    }
  }
  const { dialect, pool } = openPostgres(url, { maxConnections: 10, onError })
  const db = new Kysely<Tables>({ dialect })
  return {
    ...writes(db),
    now: databaseNow(db),
    engine: { kind: 'postgres', url, pool },
    close: () => db.destroy(),
  }
}

export function sqlitePathOf(url: string): string | undefined {
  return url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : undefined
}

function writes(db: Db): Pick<Store, 'db' | 'write'> {
  return { db, write: work => db.transaction().execute(work) }
}
