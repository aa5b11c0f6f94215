import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { onEachDatabase } from './testing/on-each-database.ts'
import { tendPostings } from './tend.ts'

onEachDatabase(store => {
  test('after much has been learnt, PostgreSQL is told how much there is', async () => {
    expect(await tendPostings(store())).toBe(false)
    if (store().engine.kind === 'sqlite') return
    await sql`insert into postings (library_id, term, chunk_id, tf, len)
      select 1, 'term' || n % 100, n, 1, 1 from generate_series(1, 30000) as n`.execute(store().db)
    // What has been counted is told within a second or so.
    await expect.poll(() => tendPostings(store()), { timeout: 20_000, interval: 250 }).toBe(true)
    const { rows } = await sql<{ known: number }>`
      select reltuples as known from pg_class where oid = 'postings'::regclass`.execute(store().db)
    expect(rows[0]?.known).toBe(30_000)
    expect(await tendPostings(store())).toBe(false)
  }, 30_000)
})
