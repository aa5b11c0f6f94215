import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sql, type Kysely, type Migration } from 'kysely'
import { catalogMigrations, migrations } from '@folio/migrations'
import { openCatalog } from './catalog.ts'
import {
  catalogStatus,
  migrateCatalog,
  migrateCatalogDown,
  migrateDown,
  migrateUp,
  migrationStatus,
} from './migrate.ts'
import { openStore, sqlitePathOf, type Store } from './open.ts'
import { KINDS, type TestDatabase } from './testing/databases.ts'

const MIGRATE_ONCE = fileURLToPath(new URL('./testing/migrate-once.ts', import.meta.url))
const ALL = Object.keys(migrations)

/** What comes after the last: it adds a table, and then breaks or not. */
const withNext = (breaks: boolean) => {
  const next: Migration = {
    async up(db: Kysely<unknown>) {
      await sql`create table later (id integer)`.execute(db)
      await sql`insert into later (id) values (1)`.execute(db)
      if (breaks) await sql`insert into nowhere values (1)`.execute(db)
    },
    down: async (db: Kysely<unknown>) => void (await sql`drop table later`.execute(db)),
  }
  return { provider: { getMigrations: async () => ({ ...migrations, '9999-later': next }) } }
}

for (const { kind, missing, makeDatabase } of KINDS) {
  describe.skipIf(missing)(`migrating ${kind}`, () => {
    let database: TestDatabase
    let store: Store
    beforeEach(async () => {
      database = await makeDatabase({ empty: true })
      store = database.open()
    })
    afterEach(() => database.remove())

    const exists = async (table: string) => {
      const tables = await store.db.introspection.getTables()
      return tables.some(({ name }) => name === table)
    }
    const executed = async () => (await migrationStatus(store)).filter(one => one.executedAt).map(one => one.name)

    it('brings an empty database up to date, and does nothing the second time', async () => {
      expect(await executed()).toEqual([])
      expect(await migrateUp(store)).toEqual(ALL)
      expect(await executed()).toEqual(ALL)
      expect(await migrateUp(store)).toEqual([])
    })

    it('takes one migration back at a time, down to nothing, and comes up again', async () => {
      await migrateUp(store)
      for (const name of ALL.toReversed()) expect(await migrateDown(store)).toEqual([name])
      expect(await executed()).toEqual([])
      expect(await exists('messages')).toBe(false)
      expect(await migrateUp(store)).toEqual(ALL)
    })

    it('counts the catalog by itself, beside the rest or without it', async () => {
      const catalog = openCatalog(store)
      const all = Object.keys(catalogMigrations)
      expect(await migrateCatalog(catalog)).toEqual(all)
      expect(await executed()).toEqual([])
      expect(await exists('sources')).toBe(true)
      expect(await migrateUp(store)).toEqual(ALL)
      for (const name of ALL.toReversed()) expect(await migrateDown(store)).toEqual([name])
      expect((await catalogStatus(catalog)).filter(one => one.executedAt).map(one => one.name)).toEqual(all)
      for (const name of all.toReversed()) expect(await migrateCatalogDown(catalog)).toEqual([name])
      expect(await exists('sources')).toBe(false)
    })

    it('leaves as it is what another application has made of the catalog', async () => {
      await sql`create table organisations (id text primary key, name text not null, created_at bigint not null)`.execute(
        store.db,
      )
      await sql`insert into organisations values ('theirs', 'Theirs', 0)`.execute(store.db)
      const catalog = openCatalog(store)
      await migrateCatalog(catalog)
      expect(await catalog.db.selectFrom('organisations').select('name').execute()).toEqual([{ name: 'Theirs' }])
    })

    it('keeps nothing of a migration that fails', async () => {
      await migrateUp(store)
      await store.write(trx =>
        trx.insertInto('users').values({ id: 'ana', kind: 'guest', rev: 0, created_at: 0 }).execute(),
      )
      await expect(migrateUp(store, withNext(true))).rejects.toThrow('9999-later')
      expect(await exists('later')).toBe(false)
      expect(await migrateUp(store, withNext(false))).toEqual(['9999-later'])
      expect(await exists('later')).toBe(true)
      expect(await store.db.selectFrom('users').select('id').execute()).toEqual([{ id: 'ana' }])
    })

    it('is done by one of several processes that start at once', { timeout: 30_000 }, async () => {
      const run = () => promisify(execFile)(process.execPath, ['--import', 'tsx', MIGRATE_ONCE, database.url])
      const done = await Promise.all([run(), run(), run()])
      const ran = done.map(({ stdout }) => JSON.parse(stdout) as string[])
      expect(ran.flat().toSorted()).toEqual(ALL)
      expect(await executed()).toEqual(ALL)
    })
  })
}

describe('a SQLite file', () => {
  it('is copied whole before a later migration, and the copy outlives its failure', async () => {
    const database = await KINDS[0].makeDatabase()
    const store = database.open()
    await store.write(trx =>
      trx.insertInto('users').values({ id: 'ana', kind: 'guest', rev: 0, created_at: 0 }).execute(),
    )
    await expect(migrateUp(store, withNext(true))).rejects.toThrow()
    const path = sqlitePathOf(database.url) ?? ''
    const copies = readdirSync(dirname(path)).filter(name => name.startsWith(`${basename(path)}.before-9999-later`))
    expect(copies).toHaveLength(1)
    const copy = openStore(`sqlite:${dirname(path)}/${copies[0]}`)
    expect(await copy.db.selectFrom('users').select('id').execute()).toEqual([{ id: 'ana' }])
    await copy.close()
    await database.remove()
  })
})
