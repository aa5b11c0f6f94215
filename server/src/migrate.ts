import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig } from './config.ts'
import { migrateDown, migrateUp, migrationStatus } from './store/migrate.ts'
import { openStore } from './store/open.ts'

const USAGE = `usage: npm run migrate                 bring the database up to date
       npm run migrate -- status       which migrations have run
       npm run migrate -- new NAME     begin a migration
       npm run migrate -- down         take the newest one back
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
else if (asked === 'up' || asked === 'down' || asked === 'status') await onDatabase(asked)
else leave(USAGE)

async function onDatabase(verb: 'up' | 'down' | 'status'): Promise<void> {
  const store = openStore(loadConfig().databaseUrl)
  try {
    if (verb === 'status') {
      for (const migration of await migrationStatus(store)) {
        const state = migration.executedAt ? `ran ${migration.executedAt.toISOString()}` : 'pending'
        print(`${state.padEnd(28)}  ${migration.name}`)
      }
      return
    }
    const names = await (verb === 'up' ? migrateUp(store) : migrateDown(store))
    print(
      names.length > 0
        ? names.map(ran => `${verb === 'up' ? 'ran' : 'took back'}  ${ran}`).join('\n')
        : 'nothing to do',
    )
  } finally {
    await store.close()
  }
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
