import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findMessageById } from './messages.ts'
import type { Store } from './open.ts'
import {
  checkpoint,
  claimNext,
  countAttempt,
  countUnderWay,
  listStalledQueues,
  renewLeases,
  reopen,
  requeue,
  requestStop,
  settle,
  stopAll,
  takeOver,
} from './replies.ts'
import { KINDS, type TestDatabase } from './testing/databases.ts'
import { addConversation, addMessages, addUser } from './testing/rows.ts'

const END = {
  content: 'all',
  marks: null,
  status: 'complete',
  error: null,
  finish_reason: 'stop',
  rev: 9,
  finished_at: 1,
} as const
const SO_FAR = { content: 'so far', marks: null }
const ENDED = { ...END, prompt_tokens: null, token_count: null }

for (const { kind, missing, makeDatabase } of KINDS) {
  describe.skipIf(missing)(`replies in ${kind}`, () => {
    let database: TestDatabase
    let store: Store
    let other: Store
    let c = ''
    let count = 0
    beforeAll(async () => {
      database = await makeDatabase()
      store = database.open()
      // One process writes a SQLite file.
      other = store.engine.kind === 'sqlite' ? store : database.open()
      await addUser(store, 'ana')
    })
    afterAll(() => database.remove())
    beforeEach(async () => {
      await store.write(trx => trx.deleteFrom('messages').execute())
      c = await addConversation(store, { id: `c${++count}`, user_id: 'ana' })
    })

    const pod = (podId: string) => ({ podId, now: store.now })
    const claim = (from = store, conversationId = c) => from.write(trx => claimNext(trx, conversationId, pod('a')))
    const reply = (id: string, seq: number, status: 'queued' | 'streaming' | 'failed' = 'queued') =>
      addMessages(store, { id, conversation_id: c, seq, status, ...(status === 'streaming' ? { pod_id: 'a' } : {}) })
    const expire = (id: string) =>
      store.write(trx => trx.updateTable('messages').set({ lease_until: 1 }).where('id', '=', id).execute())

    it('lets one stream at a time, in the order in which they came', async () => {
      await reply('late', 3)
      await reply('early', 2)
      expect(await claim()).toMatchObject({ id: 'early', status: 'streaming', attempts: 1, pod_id: 'a' })
      expect(await claim()).toBeUndefined()
      expect(await countUnderWay(store.db, c)).toEqual({ queued: 1, streaming: 1 })
      await store.write(trx => settle(trx, 'early', 1, 'streaming', ENDED))
      expect((await claim())?.id).toBe('late')
    })

    it('lets one of many claims at once win', async () => {
      for (let seq = 1; seq <= 3; seq++) await reply(`r${seq}`, seq)
      for (let seq = 1; seq <= 3; seq++) {
        const claims = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => claim(n % 2 ? store : other)))
        const won = claims.flatMap(one => (one.status === 'fulfilled' && one.value ? [one.value.id] : []))
        expect(won).toEqual([`r${seq}`])
        await store.write(trx => settle(trx, `r${seq}`, 1, 'streaming', ENDED))
      }
    })

    it('refuses a second streaming reply, whoever writes it', async () => {
      await reply('first', 1, 'streaming')
      await expect(reply('second', 2, 'streaming')).rejects.toThrow()
      expect(await findMessageById(store.db, 'second')).toBeUndefined()
    })

    it('finds the queues in which nobody streams', async () => {
      await reply('waits', 2)
      expect(await listStalledQueues(store.db)).toEqual([c])
      await reply('streams', 1, 'streaming')
      expect(await listStalledQueues(store.db)).toEqual([])
    })

    it('renews what is in hand, and leaves out what is not', async () => {
      await reply('mine', 1, 'streaming')
      const renew = (podId: string, ids: string[]) => store.write(trx => renewLeases(trx, ids, pod(podId)))
      const before = (await findMessageById(store.db, 'mine'))?.lease_until ?? 0
      await expire('mine')
      expect(await renew('a', ['mine', 'unknown'])).toEqual([{ id: 'mine', epoch: 1, stop_requested: 0 }])
      expect((await findMessageById(store.db, 'mine'))?.lease_until).toBeGreaterThanOrEqual(before)
      expect(await renew('b', ['mine'])).toEqual([])
      expect(await renew('a', [])).toEqual([])
    })

    it('gives an expired lease to one of those who ask, with the next epoch', async () => {
      const ids: string[] = []
      for (let n = 0; n < 20; n++) {
        const conversation = await addConversation(store, { id: `${c}-${n}`, user_id: 'ana' })
        ids.push(`r${n}`)
        await addMessages(store, {
          id: `r${n}`,
          conversation_id: conversation,
          seq: 1,
          status: 'streaming',
          pod_id: 'a',
        })
        if (n > 0) await expire(`r${n}`)
      }
      const take = (from: Store, podId: string) =>
        from.write(trx => takeOver(trx, pod(podId), false, store.engine.kind === 'postgres'))
      const taken = (await Promise.all([take(store, 'b'), take(other, 'c'), take(store, 'd')])).flat()
      expect(taken.map(row => row.id).toSorted()).toEqual(ids.slice(1).toSorted())
      expect(new Set(taken.map(row => row.epoch))).toEqual(new Set([2]))
      const all = await store.write(trx => takeOver(trx, pod('e'), true, store.engine.kind === 'postgres'))
      expect(all.map(row => [row.id, row.epoch]).toSorted()).toEqual(
        ids.map(id => [id, id === 'r0' ? 2 : 3]).toSorted(),
      )
    })

    it('takes over all of a dead process at once, however many', async () => {
      for (let n = 0; n < 130; n++) {
        const conversation = await addConversation(store, { id: `${c}-${n}`, user_id: 'ana' })
        await addMessages(store, {
          id: `r${n}`,
          conversation_id: conversation,
          seq: 1,
          status: 'streaming',
          pod_id: 'a',
        })
      }
      expect(await store.write(trx => takeOver(trx, pod('b'), true, store.engine.kind === 'postgres'))).toHaveLength(
        130,
      )
    })

    it('lets one of many settlements win, and none of a replaced writer', async () => {
      await reply('r', 1, 'streaming')
      const end = (epoch: number, from = store) => from.write(trx => settle(trx, 'r', epoch, 'streaming', ENDED))
      expect(await end(2)).toBeUndefined()
      const rows = await Promise.all([end(1), end(1, other), end(1)])
      expect(rows.filter(Boolean)).toHaveLength(1)
      expect(await findMessageById(store.db, 'r')).toMatchObject({
        status: 'complete',
        content: 'all',
        pod_id: null,
        lease_until: null,
      })
    })

    it('refuses every transition from a status or an epoch that is not there', async () => {
      await reply('r', 1, 'failed')
      const tries = await store.write(async trx => [
        await requeue(trx, { id: 'r', epoch: 1 }, SO_FAR),
        await settle(trx, 'r', 1, 'queued', ENDED),
        await settle(trx, 'r', 1, 'streaming', ENDED),
        await requestStop(trx, 'r'),
        await reopen(trx, 'r', 2, 9),
        await countAttempt(trx, { id: 'r', epoch: 2 }),
        await checkpoint(trx, { id: 'r', epoch: 1 }, SO_FAR),
      ])
      expect(tries).toEqual([false, undefined, undefined, undefined, undefined, false, false])
      expect(await store.write(trx => reopen(trx, 'r', 1, 9))).toMatchObject({
        status: 'queued',
        epoch: 2,
        rev: 9,
        attempts: 0,
      })
      expect(await store.write(trx => reopen(trx, 'r', 2, 9))).toBeUndefined()
      expect(await claim()).toMatchObject({ id: 'r', epoch: 2 })
      expect(await store.write(trx => checkpoint(trx, { id: 'r', epoch: 2 }, SO_FAR))).toBe(true)
      expect(await store.write(trx => requeue(trx, { id: 'r', epoch: 1 }, SO_FAR))).toBe(false)
      expect(await store.write(trx => requeue(trx, { id: 'r', epoch: 2 }, SO_FAR))).toBe(true)
      expect(await findMessageById(store.db, 'r')).toMatchObject({
        status: 'queued',
        epoch: 3,
        pod_id: null,
        content: 'so far',
      })
    })

    it('never continues a reply that is complete', async () => {
      await addMessages(store, { id: 'r', conversation_id: c, seq: 1 })
      expect(await store.write(trx => reopen(trx, 'r', 1, 9))).toBeUndefined()
    })

    it('asks all replies under way in a conversation to stop', async () => {
      await reply('streams', 1, 'streaming')
      await reply('waits', 2)
      await reply('over', 3, 'failed')
      const asked = await store.write(trx => stopAll(trx, c))
      expect(asked.map(row => [row.id, row.stop_requested]).toSorted()).toEqual([
        ['streams', 1],
        ['waits', 1],
      ])
    })
  })
}
