import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { column } from './columns.ts'
import { isPostgres } from './dialect.ts'
import { onEachDatabase } from './testing/on-each-database.ts'

onEachDatabase(store => {
  it('whatever stands in a column comes out of the array as it was', async context => {
    const { db } = store()
    if (!isPostgres(db)) return context.skip('arrays are PostgreSQL’s')
    const texts = ['plain', '', 'null', 'NULL', '{a,b}', 'a "quote"', '\\', '\\"', 'two\nlines\ttab', '信息 👋', ' x ']
    const rows = texts.map((text, n) => [n, text, n % 2 === 0 ? null : n])
    const { rows: found } = await sql<{ n: number; text: string; page: number | null }>`
      select n, text, page from unnest(${column(rows, 0)}::int[], ${column(rows, 1)}::text[], ${column(rows, 2)}::int[])
        as made(n, text, page) order by n`.execute(db)
    expect(found.map(({ n, text, page }) => [n, text, page])).toEqual(rows)
  })
})
