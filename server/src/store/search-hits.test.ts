import { expect, test } from 'vitest'
import { soughtBy } from '../lib/words.ts'
import { deleteConversation, updateConversation } from './conversations.ts'
import { indexBacklog } from './search-backlog.ts'
import { listFound, listHits } from './search-hits.ts'
import { addConversation, addMessages, addUser } from './testing/rows.ts'
import { onEachDatabase } from './testing/on-each-database.ts'

onEachDatabase(store => {
  const find = async (userId: string, q: string) =>
    (await listHits(store().db, { userId, sought: soughtBy(q), limit: 50, after: undefined })).map(({ of_id }) => of_id)

  test('what is told is found by whoever has said it, from the newest on', async () => {
    await addUser(store(), 'ana')
    await addUser(store(), 'ben')
    await addConversation(store(), { id: 'c', user_id: 'ana', title: 'Plans for Málaga', created_at: 5 })
    const said = (id: string, content: string, created_at: number) =>
      addMessages(store(), { id, conversation_id: 'c', seq: 1, content, created_at })
    await said('m1', 'A room in Malaga, with a view', 10)
    await said('m2', 'the viewpoint of 日本語検索', 30)
    await said('m3', 'null and "void"', 20)
    expect(await find('ana', 'malaga')).toEqual(['m1', 'c'])
    expect(await find('ana', 'VIEW')).toEqual(['m2', 'm1'])
    expect(await find('ana', 'null')).toEqual(['m3'])
    expect(await find('ana', '検索')).toEqual(['m2'])
    expect(await find('ana', '索')).toEqual(['m2'])
    expect(await find('ben', 'view')).toEqual([])
  })

  test('a title is found as it is now, and nothing of what is gone', async () => {
    await store().write(trx => updateConversation(trx, 'ana', 'c', { title: 'Plans for Ronda' }))
    expect([await find('ana', 'malaga'), await find('ana', 'ronda plans')]).toEqual([['m1'], ['c']])
    await store().write(trx => deleteConversation(trx, { id: 'c', user_id: 'ana' }, 0))
    expect([await find('ana', 'malaga'), await find('ana', 'ronda')]).toEqual([[], []])
  })

  test('what was said before there was a search is found once it has been gone through', async () => {
    await addConversation(store(), { id: 'd', user_id: 'ana', title: 'Older things' })
    const rows = Array.from({ length: 40 }, (_, n) => ({
      id: `d${n}`,
      conversation_id: 'd',
      seq: n,
      content: `note ${n}`,
    }))
    await addMessages(store(), ...rows)
    await store().write(async trx => {
      await trx.deleteFrom('search_entries').execute()
      await trx.insertInto('search_backlog').values({ conversation_id: 'd' }).execute()
    })
    expect(await find('ana', 'note')).toEqual([])
    while (await store().write(indexBacklog));
    expect(await find('ana', 'note')).toHaveLength(40)
    expect(await find('ana', 'older')).toEqual(['d'])
  })

  test('long texts from before are gone through one at a time', async () => {
    await addConversation(store(), { id: 'e', user_id: 'ana' })
    const content = `lengthy ${'word '.repeat(12_000)}`
    const rows = Array.from({ length: 4 }, (_, n) => ({ id: `e${n}`, conversation_id: 'e', seq: n, content }))
    await addMessages(store(), ...rows)
    await store().write(async trx => {
      await trx.deleteFrom('search_entries').where('conversation_id', '=', 'e').execute()
      await trx.insertInto('search_backlog').values({ conversation_id: 'e' }).execute()
    })
    for (const found of [1, 2, 3, 4]) {
      await store().write(indexBacklog)
      expect(await find('ana', 'lengthy')).toHaveLength(found)
    }
    while (await store().write(indexBacklog));
    expect(await find('ana', 'lengthy')).toHaveLength(4)
  })

  test('of the longest text no more is read than can be found', async () => {
    await addConversation(store(), { id: 'long', user_id: 'ana' })
    const content = `gigantic ${'語 '.repeat(250_000)}`
    await addMessages(store(), { id: 'huge', conversation_id: 'long', seq: 1, content })
    const asked = { userId: 'ana', sought: soughtBy('gigantic'), limit: 1, after: undefined }
    const { messages } = await listFound(store().db, 'ana', await listHits(store().db, asked))
    expect(messages.get('huge')?.content).toBe(content.slice(0, 100_000))
  })

  test('however much is asked for, it is only words', async () => {
    for (const q of [
      '"',
      "'",
      '* - : ^ ()',
      'a OR b',
      'NEAR(a b)',
      "x'); drop table users; --",
      '\\',
      '語'.repeat(200),
      'x '.repeat(99),
    ])
      expect(await find('ana', q)).toEqual([])
  })
})
