import { Kysely, Migrator, type MigrationInfo, type MigrationProvider, type MigrationResultSet } from 'kysely'
import { migrations } from '@folio/migrations'
import { lockFile } from './file-lock.ts'
import type { Store } from './open.ts'
import { openPostgres } from './postgres.ts'
import type { Db, Tables } from './tables.ts'

const LOCK_WAIT_MS = 60_000

const builtIn: MigrationProvider = { getMigrations: async () => migrations }

/**
 * Brings the schema up to date. Many processes may do so at once: one works, the others wait.
 * A migration that fails leaves nothing of itself behind. Returns the names of those that ran.
 */
export async function migrateUp(store: Store, provider = builtIn): Promise<string[]> {
  return locked(store, provider, async migrator => {
    const all = await migrator.getMigrations()
    const pending = all.filter(migration => !migration.executedAt)
    if (pending.length === 0) return []
    if (pending.length < all.length) backUp(store, `before-${pending[0]?.name}`)
    return names(await migrator.migrateToLatest())
  })
}

/** Takes the newest migration back. */
export async function migrateDown(store: Store, provider = builtIn): Promise<string[]> {
  return locked(store, provider, async migrator => {
    backUp(store, 'before-down')
    return names(await migrator.migrateDown())
  })
}

export async function migrationStatus(store: Store): Promise<readonly MigrationInfo[]> {
  return new Migrator({ db: store.db, provider: builtIn }).getMigrations()
}

/** Kysely locks PostgreSQL by itself; for SQLite a lock beside the file does. */
async function locked(
  store: Store,
  provider: MigrationProvider,
  work: (migrator: Migrator) => Promise<string[]>,
): Promise<string[]> {
  if (store.engine.kind === 'postgres') return patiently(store.engine.url, db => work(new Migrator({ db, provider })))
  const migrator = new Migrator({ db: store.db, provider })
  const release = lockFile(`${store.engine.path}.migrating`, LOCK_WAIT_MS)
  if (!release) throw new Error(`another process has been migrating ${store.engine.path} for ${LOCK_WAIT_MS / 1000} s`)
  try {
    return await work(migrator)
  } finally {
    release()
  }
}

/** Over a connection of its own: a large table takes its time, and so do others that migrate. */
async function patiently<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const { dialect } = openPostgres(url, { maxConnections: 1, silentMs: undefined, onError: () => {} })
  const db = new Kysely<Tables>({ dialect })
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}

/** PostgreSQL has backups of its own; a SQLite file gets a whole copy beside it. */
function backUp(store: Store, suffix: string): void {
  if (store.engine.kind !== 'sqlite') return
  const { file, path } = store.engine
  file.writer.prepare('vacuum into ?').run(`${path}.${suffix}-${Date.now()}`)
}

function names({ error, results = [] }: MigrationResultSet): string[] {
  if (error !== undefined) {
    const failed = results.find(result => result.status === 'Error')
    throw new Error(`migration ${failed?.migrationName ?? ''} failed; nothing of it was kept`, { cause: error })
  }
  return results.map(result => result.migrationName)
}
