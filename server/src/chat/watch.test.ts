import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createInProcessBus } from '../bus/in-process.ts'
import { createFakeClock, type FakeClock } from '../lib/fake-clock.ts'
import { raiseUserRevision } from '../store/revisions.ts'
import { endSessions, insertSession } from '../store/sessions.ts'
import { KINDS, type TestDatabase } from '../store/testing/databases.ts'
import type { Store } from '../store/open.ts'
import type { FeedEvent } from './announce.ts'
import { announce } from './announce.ts'
import { createFeeds } from './feed.ts'
import { createWatch, type Watch } from './watch.ts'

for (const { kind, missing, makeDatabase } of KINDS) {
  describe.skipIf(missing)(`what lost hints would have told, on ${kind}`, () => {
    let database: TestDatabase
    let store: Store
    let clock: FakeClock
    let watch: Watch
    beforeAll(async () => {
      database = await makeDatabase()
      store = database.open()
      await store.write(async trx => {
        await trx.insertInto('users').values({ id: 'ana', kind: 'guest', rev: 0, created_at: 0 }).execute()
        const dates = { created_at: 0, last_seen_at: 0, expires_at: 1e15, ended_at: null }
        await insertSession(trx, { id: 's', user_id: 'ana', cookie_hash: null, device: null, ...dates })
      })
    })
    afterAll(() => database.remove())
    beforeEach(() => {
      clock = createFakeClock()
      watch = createWatch({ store, bus: createInProcessBus(), clock })
    })
    const raise = () => store.write(trx => raiseUserRevision(trx, 'ana'))
    /** Lets a look come to its end: the database answers in real time. */
    const seconds = async (count: number) => {
      for (let n = 0; n < count; n++) {
        await clock.advance(1_000)
        await expect.poll(() => clock.timers()).toBe(1)
      }
    }

    it('is a revision that nobody has seen after two looks, and not after one', async () => {
      let at = await raise()
      let missed = 0
      watch.user(
        'ana',
        () => at,
        () => missed++,
      )
      await seconds(3)
      expect(missed).toBe(0)
      at = (await raise()) - 1
      await seconds(1)
      expect(missed).toBe(0)
      await seconds(1)
      expect(missed).toBe(1)
      at++
      await seconds(3)
      expect(missed).toBe(1)
      watch.close()
    })

    it('is a session that has ended', async () => {
      let ended = 0
      const off = watch.session('s', () => ended++)
      await seconds(2)
      expect(ended).toBe(0)
      await store.write(trx => endSessions(trx, { id: 's' }, clock.now()))
      await seconds(1)
      expect(ended).toBe(1)
      off()
      watch.close()
    })

    it('is told to a feed that is only being opened', async () => {
      const bus = createInProcessBus()
      const told: string[] = []
      const rev = await raise()
      const opening = createFeeds({ store, bus, watch })('ana', undefined, event => void told.push(nameOf(event)))
      announce(bus, 'ana', { conversation_id: 'c', rev: 1, user_rev: rev, change: 'created' })
      const feed = await opening
      expect(told).toEqual(['conversation'])
      feed.close()
      watch.close()
    })

    it('comes to a feed in any order, each once', async () => {
      const bus = createInProcessBus()
      const told: string[] = []
      const openFeed = createFeeds({ store, bus, watch })
      const feed = await openFeed('ana', undefined, event => void told.push(nameOf(event)))
      const rev = await raise()
      await raise()
      const say = (user_rev: number) =>
        announce(
          bus,
          'ana',
          { conversation_id: 'c', rev: 1, user_rev, change: 'changed' },
          { name: 'message', data: { message: null, reply: { id: `r${user_rev - rev}` } as never } },
        )
      for (const late of [rev + 1, rev, rev, rev + 1]) say(late)
      await expect.poll(() => told).toEqual(['message r1', 'message r0'])
      feed.close()
      watch.close()
    })
  })
}

function nameOf(event: FeedEvent): string {
  return event.name === 'message' ? `message ${event.data.reply.id}` : event.name
}
