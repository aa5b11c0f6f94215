import { afterEach, beforeEach, expect, it } from 'vitest'
import { sql } from 'kysely'
import type { Store } from './open.ts'
import { KINDS, type TestDatabase } from './testing/databases.ts'

let database: TestDatabase
let store: Store
beforeEach(async () => {
  database = await KINDS[0].makeDatabase()
  store = database.open()
})
afterEach(() => database.remove())

const user = (id: string) => ({ id, kind: 'guest', rev: 0, created_at: 0 }) as const
const users = async () => (await store.db.selectFrom('users').select('id').orderBy('id').execute()).map(row => row.id)
const add = (id: string) => store.write(trx => trx.insertInto('users').values(user(id)).execute())

it('shows a transaction to nobody else before it commits', async () => {
  await store.write(async trx => {
    await trx.insertInto('users').values(user('ana')).execute()
    expect(await trx.selectFrom('users').select('id').execute()).toHaveLength(1)
    expect(await users()).toEqual([])
  })
  expect(await users()).toEqual(['ana'])
})

it('keeps nothing of a transaction that throws', async () => {
  const failing = store.write(async trx => {
    await trx.insertInto('users').values(user('ana')).execute()
    throw new Error('changed my mind')
  })
  await expect(failing).rejects.toThrow('changed my mind')
  expect(await users()).toEqual([])
})

it('lets transactions take turns in the order in which they came', async () => {
  const order: string[] = []
  await Promise.all(
    ['ana', 'ben', 'cleo'].map(id =>
      store.write(async trx => {
        order.push(`${id} begins`)
        await new Promise(resolve => setImmediate(resolve))
        await trx.insertInto('users').values(user(id)).execute()
        order.push(`${id} ends`)
      }),
    ),
  )
  expect(order).toEqual(['ana begins', 'ana ends', 'ben begins', 'ben ends', 'cleo begins', 'cleo ends'])
})

it('leaves the next transaction alone when a commit fails', async () => {
  // A foreign key that is looked at only when the transaction commits.
  const failing = store.write(async trx => {
    await sql`pragma defer_foreign_keys = on`.execute(trx)
    const dates = { created_at: 0, last_seen_at: 0, expires_at: 0 }
    await trx
      .insertInto('sessions')
      .values({ id: 's', user_id: 'nobody', ...dates })
      .execute()
  })
  const next = [add('ana'), add('ben')]
  await expect(failing).rejects.toThrow('FOREIGN KEY')
  await Promise.all(next)
  expect(await users()).toEqual(['ana', 'ben'])
  expect(await store.db.selectFrom('sessions').selectAll().execute()).toEqual([])
})

it('tells why a transaction failed that the database itself has rolled back', async () => {
  await add('ana')
  const failing = store.write(async trx => {
    await trx.insertInto('users').values(user('ben')).execute()
    await sql`insert or rollback into users (id, kind, rev, created_at) values ('ana', 'guest', 0, 0)`.execute(trx)
  })
  const next = add('cleo')
  await expect(failing).rejects.toThrow('UNIQUE')
  await next
  expect(await users()).toEqual(['ana', 'cleo'])
})
