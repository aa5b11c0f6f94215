import { Kysely, sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openProxy } from '../lib/testing/proxy.ts'
import { isOutage } from './faults.ts'
import { openPostgres } from './postgres.ts'
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

  test('a database that falls silent is an outage, and its connections are given up', async () => {
    const way = await openProxy(process.env.TEST_POSTGRES_URL ?? '')
    const { dialect, pool } = openPostgres(way.url, { maxConnections: 2, silentMs: 500, onError: () => {} })
    const db = new Kysely<object>({ dialect })
    const ask = () => sql`select 1`.execute(db).then(() => 'there', isOutage)
    try {
      expect(await ask()).toBe('there')
      way.hang()
      const asked = [
        ask(),
        db
          .transaction()
          .execute(trx => sql`select 1`.execute(trx))
          .catch(isOutage),
        ask(),
      ]
      expect(await Promise.all(asked)).toEqual([true, true, true])
      expect(pool.totalCount).toBe(0)
      way.heal()
      expect(await ask()).toBe('there')
    } finally {
      await db.destroy()
      await way.close()
    }
  })
})
