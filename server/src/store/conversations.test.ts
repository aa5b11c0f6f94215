import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  deleteConversation,
  deleteTombstones,
  findConversation,
  listChanges,
  listConversations,
  updateConversation,
} from './conversations.ts'
import { findLeaf, findMessageById, listPath, listSiblings } from './messages.ts'
import type { Store } from './open.ts'
import { findUserRevision } from './revisions.ts'
import { KINDS, type TestDatabase } from './testing/databases.ts'
import { addConversation, addMessages, addUser } from './testing/rows.ts'

for (const { kind, missing, makeDatabase } of KINDS) {
  describe.skipIf(missing)(`conversations in ${kind}`, () => {
    let database: TestDatabase
    let store: Store
    let other: Store
    beforeAll(async () => {
      database = await makeDatabase()
      store = database.open()
      // One process writes a SQLite file.
      other = store.engine.kind === 'sqlite' ? store : database.open()
    })
    afterAll(() => database.remove())
    beforeEach(async () => {
      await store.write(trx => trx.deleteFrom('users').execute())
      await addUser(store, 'ana')
    })

    it('numbers 50 writes at once without a hole, and whoever reads meanwhile misses none', async () => {
      const ids = ['a', 'b', 'c']
      for (const id of ids) await addConversation(store, { id, user_id: 'ana' })
      const known = new Map<string, number>()
      let cursor = 0
      const read = async () => {
        const { changed } = await listChanges(other.db, 'ana', cursor)
        for (const { id, user_rev } of changed) known.set(id, user_rev)
        cursor = Math.max(cursor, ...known.values())
      }
      let writing = true
      const reading = (async () => {
        while (writing) await read()
      })()
      const rows = await Promise.all(
        Array.from({ length: 50 }, (_, n) => {
          return (n % 2 ? store : other).write(trx =>
            updateConversation(trx, 'ana', ids[n % 3] ?? '', { title: `${n}` }),
          )
        }),
      )
      writing = false
      await reading
      await read()
      expect(rows.map(row => row?.user_rev).toSorted(byNumber)).toEqual(Array.from({ length: 50 }, (_, n) => n + 4))
      for (const id of ids) {
        const revs = rows.flatMap(row => (row?.id === id ? [row.rev] : [])).toSorted(byNumber)
        expect(revs).toEqual(revs.map((_, n) => n + 2))
        expect(known.get(id)).toBe((await findConversation(store.db, 'ana', id))?.user_rev)
      }
      expect(await findUserRevision(store.db, 'ana')).toBe(53)
    })

    it('pages through a list whose times are alike without a gap or a double', async () => {
      for (let n = 0; n < 23; n++)
        await addConversation(store, { id: `c${n}`, user_id: 'ana', updated_at: Math.floor(n / 5) })
      await addConversation(store, { id: 'put away', user_id: 'ana', archived: 1 })
      const whole = await listConversations(store.db, { userId: 'ana', archived: false, limit: 100 })
      expect(whole.map(row => row.updated_at)).toEqual(whole.map(row => row.updated_at).toSorted((a, b) => b - a))
      expect(new Set(whole.map(row => row.id)).size).toBe(23)
      for (const limit of [1, 4, 7]) {
        const paged: string[] = []
        for (;;) {
          const last = whole.find(row => row.id === paged.at(-1))
          const after = last && { updatedAt: last.updated_at, id: last.id }
          const page = await listConversations(store.db, { userId: 'ana', archived: false, limit, after })
          if (page.length === 0) break
          paged.push(...page.map(row => row.id))
        }
        expect(paged).toEqual(whole.map(row => row.id))
      }
    })

    it('walks the path to a message, and knows its siblings and the newest leaf below', async () => {
      await addConversation(store, { id: 'c', user_id: 'ana' })
      await addConversation(store, { id: 'd', user_id: 'ana' })
      const message = (id: string, parent_id: string | null, seq: number) => ({
        id,
        parent_id,
        seq,
        conversation_id: 'c',
      })
      await addMessages(
        store,
        message('m1', null, 1),
        message('r1', 'm1', 2),
        message('m2', 'r1', 3),
        message('r2', 'm2', 4),
      )
      await addMessages(store, message('r1b', 'm1', 5), message('m1b', null, 6), message('r2b', 'm2', 7))
      const path = async (from: string | null, limit: number) =>
        (await listPath(store.db, 'c', from, limit)).map(row => row.id)
      expect(await path('r2', 100)).toEqual(['m1', 'r1', 'm2', 'r2'])
      expect(await path('r2', 2)).toEqual(['m2', 'r2'])
      expect([await path(null, 9), await path('unknown', 9)]).toEqual([[], []])
      expect(await listPath(store.db, 'd', 'r2', 9)).toEqual([])

      const rows = await listPath(store.db, 'c', 'r2', 100)
      const siblings = await listSiblings(store.db, 'c', rows)
      expect(Object.fromEntries(siblings)).toEqual({
        m1: ['m1', 'm1b'],
        r1: ['r1', 'r1b'],
        m2: ['m2'],
        r2: ['r2', 'r2b'],
      })
      expect([await findLeaf(store.db, 'c', 'm1'), await findLeaf(store.db, 'c', 'r1')]).toEqual(['r1b', 'r2b'])
    })

    it('leaves a tombstone where a conversation was, also the second time', async () => {
      const remove = () => store.write(trx => deleteConversation(trx, { id: 'c', user_id: 'ana' }, 500))
      await addConversation(store, { id: 'c', user_id: 'ana' })
      await addMessages(store, { id: 'r', conversation_id: 'c', seq: 1 })
      expect(await remove()).toBe(2)
      expect(await findMessageById(store.db, 'r')).toBeUndefined()
      const gone = async (after: number) =>
        (await listChanges(store.db, 'ana', after)).deleted.map(({ id, user_rev }) => [id, user_rev])
      expect([await gone(1), await gone(2)]).toEqual([[['c', 2]], []])

      await addConversation(store, { id: 'c', user_id: 'ana' })
      expect(await remove()).toBe(4)
      expect(await gone(3)).toEqual([['c', 4]])

      await store.write(trx => deleteTombstones(trx, 500))
      expect(await gone(0)).toHaveLength(1)
      await store.write(trx => deleteTombstones(trx, 501))
      expect(await gone(0)).toEqual([])
    })

    it('tells nobody of what is somebody else’s', async () => {
      await addUser(store, 'ben')
      await addConversation(store, { id: 'c', user_id: 'ana' })
      expect(await findConversation(store.db, 'ben', 'c')).toBeUndefined()
      expect(await store.write(trx => updateConversation(trx, 'ben', 'c', { title: 'mine' }))).toBeUndefined()
      expect((await listChanges(store.db, 'ben', 0)).changed).toEqual([])
    })
  })
}

const byNumber = (a: number | undefined, b: number | undefined) => (a ?? 0) - (b ?? 0)
