import { statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sql } from 'kysely'
import { KINDS } from './testing/databases.ts'
import { sqlitePathOf } from './open.ts'

const [SQLITE] = KINDS

test('what is written reaches the file while the store is open, without a word from who writes', async () => {
  const database = await SQLITE.makeDatabase({ empty: true })
  const store = database.open()
  const path = sqlitePathOf(database.url) ?? ''
  await sql`create table pages (content blob)`.execute(store.db)
  await store.write(trx => sql`insert into pages values (zeroblob(24000000))`.execute(trx))
  expect(statSync(path).size).toBeLessThan(1_000_000)
  await expect.poll(() => statSync(path).size, { timeout: 10_000 }).toBeGreaterThan(24_000_000)
  await database.remove()
})
