import { afterEach, expect, it } from 'vitest'
import { migrateDown, migrateUp } from './migrate.ts'
import { KINDS, type TestDatabase } from './testing/databases.ts'
import { addConversation, addUser } from './testing/rows.ts'
import { listUsage } from './usage.ts'

const DAY_MS = 24 * 3_600_000

let database: TestDatabase | undefined
afterEach(() => database?.remove())

it.for(KINDS.filter(({ missing }) => !missing))('in $kind', async ({ makeDatabase }) => {
  database = await makeDatabase()
  const store = database.open()
  await addUser(store, 'ana')
  await addConversation(store, { id: 'c', user_id: 'ana' })
  while ((await migrateDown(store))[0] !== '0006-accounts');
  const blank = { conversation_id: 'c', user_id: 'ana', content: 'sixteen letters.', status: 'complete', epoch: 1 }
  const reply = (id: string, row: object) => ({
    ...blank,
    id,
    role: 'assistant',
    seq: 1,
    rev: 1,
    created_at: 0,
    ...row,
  })
  const rows = [
    reply('r1', { model: 'one', prompt_tokens: 5, token_count: 3, finished_at: DAY_MS }),
    // Stopped: nobody has said what it was.
    reply('r2', { model: 'one', status: 'stopped', finished_at: DAY_MS + 1_000 }),
    reply('r3', { model: 'two', prompt_tokens: 1, token_count: 1, finished_at: DAY_MS - 1 }),
    reply('r4', { model: 'two', status: 'queued' }),
    reply('m1', { role: 'user', finished_at: DAY_MS }),
  ]
  for (const row of rows)
    await store.write(trx =>
      trx
        .insertInto('messages')
        .values(row as never)
        .execute(),
    )
  await migrateUp(store)
  const one = { user_id: 'ana', day: '1970-01-02', model: 'one', replies: 2, prompt_tokens: 5, completion_tokens: 9 }
  const two = { user_id: 'ana', day: '1970-01-01', model: 'two', replies: 1, prompt_tokens: 1, completion_tokens: 1 }
  expect(await listUsage(store.db, 'ana', '1970-01-01')).toEqual([one, two])
})
