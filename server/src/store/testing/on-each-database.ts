import { afterAll, beforeAll, describe } from 'vitest'
import type { Store } from '../open.ts'
import { KINDS, type TestDatabase } from './databases.ts'

/** The same tests on each kind of database, migrated and empty; what this machine lacks counts as skipped. */
export function onEachDatabase(tests: (store: () => Store) => void): void {
  for (const { kind, missing, makeDatabase } of KINDS) {
    describe.skipIf(missing)(`on ${kind}`, () => {
      let database: TestDatabase
      let store: Store
      beforeAll(async () => {
        database = await makeDatabase()
        store = database.open()
      })
      afterAll(() => database.remove())
      tests(() => store)
    })
  }
}
