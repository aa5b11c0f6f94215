import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig } from './config.ts'
import type { MigrationInfo } from 'kysely'
import { openCatalog, type Catalog } from './store/catalog.ts'
import {
  catalogStatus,
  migrateCatalog,
  migrateCatalogDown,
  migrateDown,
  migrateUp,
  migrationStatus,
} from './store/migrate.ts'
import { openStore, type Store } from './store/open.ts'

const USAGE = `usage: npm run migrate                 bring the database up to date
       npm run migrate -- status       which migrations have run
       npm run migrate -- new NAME     begin a migration
       npm run migrate -- down         take the newest one back
       npm run migrate -- down catalog the same of bots, sources and files
`
const FOLDER = join(import.meta.dirname, '../../migrations/src')

const TEMPLATE = `import type { Kysely } from 'kysely'
import type { Schema } from './portable.ts'

export async function up(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('').execute()
}

export async function down(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('').execute()
}
`

const [asked = 'up', given = ''] = process.argv.slice(2)
if (asked === 'new') begin(given)
else if ((asked === 'up' || asked === 'status') && given === '') await onDatabases(asked === 'up' ? bringUp : tell)
else if (asked === 'down' && (given === '' || given === 'catalog')) await onDatabases(takeBack)
else leave(USAGE)

type Databases = { store: Store; catalog: Catalog }

async function onDatabases(work: (databases: Databases) => Promise<string[]>): Promise<void> {
  const { databaseUrl, dashboardDatabaseUrl } = loadConfig()
  const store = openStore(databaseUrl)
  const catalog = openCatalog(store, dashboardDatabaseUrl)
  try {
    const lines = await work({ store, catalog })
    print(lines.length > 0 ? lines.join('\n') : 'nothing to do')
  } finally {
    await catalog.close()
    await store.close()
  }
}

async function bringUp({ store, catalog }: Databases): Promise<string[]> {
  const ran = [...(await migrateUp(store)), ...(await migrateCatalog(catalog)).map(inCatalog)]
  return ran.map(name => `ran  ${name}`)
}

/** One at a time, and of the catalog only where that is said: its tables may be another application's too. */
async function takeBack({ store, catalog }: Databases): Promise<string[]> {
  const names = given === 'catalog' ? (await migrateCatalogDown(catalog)).map(inCatalog) : await migrateDown(store)
  return names.map(name => `took back  ${name}`)
}

async function tell({ store, catalog }: Databases): Promise<string[]> {
  const beside = catalog.store === store ? '' : '  (in DASHBOARD_DATABASE_URL)'
  const line = ({ executedAt }: MigrationInfo, name: string) =>
    `${(executedAt ? `ran ${executedAt.toISOString()}` : 'pending').padEnd(28)}  ${name}`
  return [
    ...(await migrationStatus(store)).map(one => line(one, one.name)),
    ...(await catalogStatus(catalog)).map(one => `${line(one, inCatalog(one.name))}${beside}`),
  ]
}

/** Bots, sources and files count for themselves, whatever database they are in. */
function inCatalog(name: string): string {
  return `catalog/${name}`
}

/** Writes the file and names it in the list. */
function begin(name: string): void {
  if (!/^[a-z][a-z\d-]{2,60}$/.test(name)) leave('a name has small letters, digits and hyphens: add-archive-reason\n')
  const last =
    readdirSync(FOLDER)
      .flatMap(file => /^(\d{4})-/.exec(file)?.[1] ?? [])
      .sort()
      .at(-1) ?? '0000'
  const full = `${String(Number(last) + 1).padStart(4, '0')}-${name}`
  const variable = name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())
  writeFileSync(join(FOLDER, `${full}.ts`), TEMPLATE, { flag: 'wx' })
  const index = join(FOLDER, 'index.ts')
  const list = readFileSync(index, 'utf8')
    .replace(/\n\n\/\*\*/, `\nimport * as ${variable} from './${full}.ts'\n\n/**`)
    .replace(/\n}\n$/, `\n  '${full}': ${variable},\n}\n`)
  writeFileSync(index, list)
  print(`migrations/src/${full}.ts`)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function leave(message: string): never {
  process.stderr.write(message)
  process.exit(64)
}
