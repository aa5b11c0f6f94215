import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openCatalog } from '../catalog.ts'
import { migrateCatalog, migrateUp } from '../migrate.ts'
import { openStore, type Store } from '../open.ts'

/** A database of a test's own, gone when it is removed. */
export type TestDatabase = {
  url: string
  /** A store that is closed with the database, as another process would open it. */
  open(): Store
  remove(): Promise<void>
}

const POSTGRES_URL = process.env.TEST_POSTGRES_URL

/** Both kinds of databases; `makeDatabase` makes one of that kind, migrated unless told otherwise. */
export const KINDS = [
  { kind: 'SQLite', missing: false, makeDatabase: (options?: { empty: boolean }) => prepare(makeSqlite(), options) },
  {
    kind: 'PostgreSQL',
    missing: !POSTGRES_URL,
    makeDatabase: (options?: { empty: boolean }) => prepare(makePostgres(), options),
  },
] as const

async function prepare(making: Promise<TestDatabase>, { empty } = { empty: false }): Promise<TestDatabase> {
  const database = await making
  if (empty) return database
  const store = database.open()
  await migrateUp(store)
  await migrateCatalog(openCatalog(store))
  return database
}

async function makeSqlite(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'folio-'))
  const url = `sqlite:${join(folder, 'test.db')}`
  return withStores(url, () => rm(folder, { recursive: true, force: true }))
}

async function makePostgres(): Promise<TestDatabase> {
  const name = `folio_${process.pid}_${Math.random().toString(36).slice(2, 10)}`
  await onServer(`create database ${name}`)
  const url = new URL(POSTGRES_URL ?? '')
  url.pathname = `/${name}`
  return withStores(url.href, () => onServer(`drop database ${name} with (force)`))
}

function withStores(url: string, remove: () => Promise<unknown>): TestDatabase {
  const stores: Store[] = []
  return {
    url,
    open() {
      const store = openStore(url)
      stores.push(store)
      return store
    },
    async remove() {
      for (const store of stores) await store.close()
      await remove()
    },
  }
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: POSTGRES_URL })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
