import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe } from 'vitest'
import { migrateUp } from '../migrate.ts'
import { openStore, type Store } from '../open.ts'

type Engine = { url: string; remove: () => Promise<void> }

const postgres = process.env.TEST_POSTGRES_URL
const engines: Record<string, () => Promise<Engine>> = {
  sqlite: onSqlite,
  ...(postgres !== undefined && { postgres: () => onPostgres(postgres) }),
}

/** The same tests on every database that this machine has, each migrated and empty. */
export function describeOnEachEngine(tests: (store: () => Store) => void): void {
  describe.each(Object.keys(engines))('on %s', name => {
    let store: Store
    let engine: Engine
    beforeAll(async () => {
      engine = (await engines[name]?.()) ?? (await onSqlite())
      store = openStore(engine.url)
      await migrateUp(store)
    })
    afterAll(async () => {
      await store.close()
      await engine.remove()
    })
    tests(() => store)
  })
}

async function onSqlite(): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'folio-test-'))
  return { url: `sqlite:${join(folder, 'test.db')}`, remove: async () => rmSync(folder, { recursive: true }) }
}

/** A database of its own, beside the one that the tests were given. */
async function onPostgres(given: string): Promise<Engine> {
  const name = `folio_test_${process.pid}_${Date.now()}`
  const run = async (statement: string) => {
    const client = new pg.Client(given)
    await client.connect()
    try {
      await client.query(statement)
    } finally {
      await client.end()
    }
  }
  await run(`create database ${name}`)
  const url = new URL(given)
  url.pathname = `/${name}`
  return { url: url.href, remove: () => run(`drop database ${name}`) }
}
