import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { isOutage } from './faults.ts'
import { KINDS } from './testing/databases.ts'

const postgres = KINDS.find(({ kind }) => kind === 'PostgreSQL')

describe.skipIf(!postgres || postgres.missing)('on PostgreSQL', () => {
  test('a connection that breaks between two queries of a transaction is an outage, not the end', async () => {
    const database = await (postgres ?? KINDS[0]).makeDatabase()
    const [store, other] = [database.open(), database.open()]
    try {
      const writing = store.write(async trx => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
        const pid = rows[0]?.pid ?? 0
        await sql`select pg_terminate_backend(${pid})`.execute(other.db)
        await expect.poll(() => sql`select 1`.execute(trx).then(() => 'there', isOutage)).toBe(true)
        await sql`select 1`.execute(trx)
      })
      expect(await writing.catch(isOutage)).toBe(true)
      expect(await store.write(trx => sql`select 1`.execute(trx).then(({ rows }) => rows.length))).toBe(1)
    } finally {
      await database.remove()
    }
  })
})
