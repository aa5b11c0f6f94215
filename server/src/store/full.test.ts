import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { newId } from '../lib/id.ts'
import { openSqliteRows } from '../tape/sqlite-rows.ts'
import { createSqlTape } from '../tape/sql.ts'
import type { Tape } from '../tape/tape.ts'
import { isOutage } from './faults.ts'
import type { Store } from './open.ts'
import { KINDS, type TestDatabase } from './testing/databases.ts'
import { addUser } from './testing/rows.ts'
import { lockUser } from './users.ts'

let database: TestDatabase
let store: Store
let tape: Tape
beforeEach(async () => {
  database = await KINDS[0].makeDatabase()
  store = database.open()
  const { engine } = store
  if (engine.kind !== 'sqlite') throw new Error('it is SQLite')
  tape = await createSqlTape({ rows: openSqliteRows(engine.path, engine.file, systemClock), clock: systemClock })
})
afterEach(async () => {
  await tape.close()
  await database.remove()
})

/** No page more than there is; undefined: as many as one likes. */
function limitPages(pages = 1_000_000) {
  if (store.engine.kind === 'sqlite') store.engine.file.writer.pragma(`max_page_count = ${pages}`)
}
/** As long as there is room in the pages there are, small writes are taken. */
async function fill(): Promise<void> {
  limitPages(1)
  for (let full = false; !full;) full = await addUser(store, newId()).then(() => false, isOutage)
}
/** A write that needs no room. */
const changeNothing = () => store.write(trx => lockUser(trx, 'ana'))
const users = async () => (await store.db.selectFrom('users').select('id').orderBy('id').execute()).map(row => row.id)

it('knows a full disk from the last write, until it takes one again', async () => {
  await addUser(store, 'ana')
  await store.check()
  await fill()
  await expect(addUser(store, newId())).rejects.toMatchObject({ code: 'SQLITE_FULL' })
  await expect(store.check()).rejects.toSatisfy(isOutage)
  const before = await users()
  expect(before).toContain('ana')
  limitPages()
  await store.check()
  expect(await users()).toEqual(before)
  await addUser(store, 'ben')
  expect(await users()).toContain('ben')
})

it('hears of a full disk from the tape as well, and the tape goes on where it was', async () => {
  const long = { epoch: 1, at: 0, parts: ['x'.repeat(100_000)] }
  await fill()
  await changeNothing()
  await store.check()
  await expect(tape.append('reply', long)).rejects.toMatchObject({ code: 'SQLITE_FULL' })
  await expect(store.check()).rejects.toSatisfy(isOutage)
  limitPages()
  expect(await tape.append('reply', long)).toEqual({ epoch: 1, offset: 100_000 })
  expect(await tape.read('reply', 99_990)).toMatchObject({ parts: ['x'.repeat(10)] })
  await store.check()
})

it('is not led astray by what was refused for its own sake', async () => {
  await addUser(store, 'ana')
  await fill()
  await changeNothing()
  await expect(addUser(store, 'ana')).rejects.toThrow('UNIQUE')
  // Only asks: a write would fail.
  await store.check()
})
