import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../lib/id.ts'
import type { Refusal } from '../lib/refusal.ts'
import type { Store } from '../store/open.ts'
import { KINDS, type TestDatabase } from '../store/testing/databases.ts'
import { addConversation, addUser } from '../store/testing/rows.ts'
import { send, type Sending } from './send.ts'
import { quietDesk } from './testing/desk.ts'
import type { Desk } from './turn.ts'

for (const { kind, missing, makeDatabase } of KINDS) {
  describe.skipIf(missing)(`sending on ${kind}`, () => {
    let database: TestDatabase
    let store: Store
    let begun: string[] = []
    let desks: Desk[]
    beforeAll(async () => {
      database = await makeDatabase()
      store = database.open()
      // One process writes a SQLite file.
      const other = store.engine.kind === 'sqlite' ? store : database.open()
      desks = [store, other].map((one, n) => quietDesk(one, `pod-${n}`, replyId => begun.push(replyId)))
    })
    afterAll(() => database.remove())
    beforeEach(async () => {
      begun = []
      await addUser(store, 'ana')
      await addConversation(store, { id: 'c', user_id: 'ana' })
    })
    afterEach(() => store.write(async trx => void (await trx.deleteFrom('users').execute())))

    const all = (sendings: Partial<Sending>[]) =>
      Promise.allSettled(
        sendings.map(async (sending, n) => {
          const desk = desks[n % 2]
          if (!desk) throw new Error('there are two')
          return send(desk, { userId: 'ana', conversationId: 'c', content: 'hello', ...sending })
        }),
      )
    const replies = () =>
      store.db.selectFrom('messages').selectAll().where('role', '=', 'assistant').orderBy('seq').execute()

    it('accepts one of 20 that race with the same id, and answers the others with it', async () => {
      const [id, replyId] = [newId(), newId()]
      const answers = await all(Array.from({ length: 20 }, () => ({ id, replyId })))
      const accepted = answers.flatMap(answer => (answer.status === 'fulfilled' ? [answer.value] : []))
      expect(accepted.map(one => one.reply.id)).toEqual(Array.from({ length: 20 }, () => replyId))
      expect(accepted.filter(one => !one.replayed)).toHaveLength(1)
      expect((await replies()).map(row => row.id)).toEqual([replyId])
      expect(begun).toEqual([replyId])
    })

    it('refuses the same id with something else', async () => {
      const id = newId()
      await all([{ id }])
      const [answer] = await all([{ id, content: 'something else' }])
      expect((answer as { reason?: Refusal }).reason?.code).toBe('idempotency_mismatch')
    })

    it('answers what two devices send at once one after the other, and no more than may wait', async () => {
      const answers = await all(Array.from({ length: 6 }, () => ({ id: newId() })))
      const refused = answers.flatMap(answer => (answer.status === 'rejected' ? [(answer.reason as Refusal).code] : []))
      expect(refused).toEqual(['too_many_queued', 'too_many_queued'])
      const rows = await replies()
      expect(rows.map(row => row.status)).toEqual(['streaming', 'queued', 'queued', 'queued'])
      expect(begun).toEqual([rows[0]?.id])
    })
  })
}
