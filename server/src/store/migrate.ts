import { Kysely, Migrator, type MigrationInfo, type MigrationResultSet, type MigratorProps } from 'kysely'
import { catalogMigrations, migrations } from '@folio/migrations'
import type { Catalog } from './catalog.ts'
import { lockFile } from './file-lock.ts'
import type { Store } from './open.ts'
import { openPostgres } from './postgres.ts'
import type { Db, Tables } from './tables.ts'

const LOCK_WAIT_MS = 60_000

/** Migrations that are counted by themselves: those of the catalog run where the catalog is, beside the others or not. */
type MigrationSet = Pick<MigratorProps, 'provider' | 'migrationTableName' | 'migrationLockTableName'>

const BUILT_IN: MigrationSet = { provider: { getMigrations: async () => migrations } }
const CATALOG: MigrationSet = {
  provider: { getMigrations: async () => catalogMigrations },
  migrationTableName: 'catalog_migration',
  migrationLockTableName: 'catalog_migration_lock',
}

/**
 * Brings the schema up to date. Many processes may do so at once: one works, the others wait.
 * A migration that fails leaves nothing of itself behind. Returns the names of those that ran.
 */
export async function migrateUp(store: Store, set: MigrationSet = BUILT_IN): Promise<string[]> {
  return locked(store, set, async migrator => {
    const all = await migrator.getMigrations()
    const pending = all.filter(migration => !migration.executedAt)
    if (pending.length === 0) return []
    if (pending.length < all.length) backUp(store, `before-${pending[0]?.name}`)
    return names(await migrator.migrateToLatest())
  })
}

/** The same for bots, sources and files, wherever they are. */
export function migrateCatalog({ store }: Pick<Catalog, 'store'>): Promise<string[]> {
  return migrateUp(store, CATALOG)
}

/** Takes back the newest of bots, sources and files; where another application made those tables, they go all the same. */
export function migrateCatalogDown({ store }: Pick<Catalog, 'store'>): Promise<string[]> {
  return migrateDown(store, CATALOG)
}

/** Takes the newest migration back. */
export async function migrateDown(store: Store, set: MigrationSet = BUILT_IN): Promise<string[]> {
  return locked(store, set, async migrator => {
    backUp(store, 'before-down')
    return names(await migrator.migrateDown())
  })
}

export function migrationStatus(store: Store, set: MigrationSet = BUILT_IN): Promise<readonly MigrationInfo[]> {
  return new Migrator({ db: store.db, ...set }).getMigrations()
}

export function catalogStatus({ store }: Pick<Catalog, 'store'>): Promise<readonly MigrationInfo[]> {
  return migrationStatus(store, CATALOG)
}

/** Kysely locks PostgreSQL by itself; for SQLite a lock beside the file does. */
async function locked(
  store: Store,
  set: MigrationSet,
  work: (migrator: Migrator) => Promise<string[]>,
): Promise<string[]> {
  if (store.engine.kind === 'postgres') return patiently(store.engine.url, db => work(new Migrator({ db, ...set })))
  const migrator = new Migrator({ db: store.db, ...set })
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
