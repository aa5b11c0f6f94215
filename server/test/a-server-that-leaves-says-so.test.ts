import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { replyText } from '../../bench/model/token.ts'
import { KINDS } from '../src/store/testing/databases.ts'
import { createGate } from './world/gate.ts'
import { createInbox } from './world/inbox.ts'
import { readSse } from './world/sse.ts'
import { openWorld, type World } from './world/world.ts'

const DRAIN_MS = 2_000

describe.each(KINDS)('on $kind', ({ kind, missing }) => {
  describe.skipIf(missing)('asked to leave by SIGTERM', () => {
    let world: World
    beforeAll(async () => void (world = await openWorld(kind, { DRAIN_MS: String(DRAIN_MS) })))
    afterAll(() => world.close())

    test('it tells its readers, takes no new ones, lets a running reply end, and goes', async () => {
      const gate = createGate()
      world.model.script([{ tokens: 3 }, { until: gate.opened }, { tokens: 3 }])
      const ana = await world.guest()
      const socket = await ana.socket()
      const feed = createInbox()
      const stream = await ana.stream('GET', '/api/events')
      const playing = (async () => {
        for await (const frame of readSse(stream.pieces)) feed.push(frame)
      })()
      const reply = await ana.say('hello')
      const reader = await ana.follow(reply)
      await reader.until(() => reader.text === replyText(3))

      const leaving = world.leave()
      await feed.first('reconnect')
      await playing
      await socket.first('reconnect')
      expect(await socket.closed).toMatchObject({ code: 1012 })
      await expect(world.ask('GET', '/healthz')).rejects.toThrow('ECONNREFUSED')
      gate.open()
      expect(await leaving).toMatchObject({ code: 0 })
      await reader.over
      await world.restart()
      expect(await ana.row(reply)).toMatchObject({ status: 'complete', content: replyText(6) })
      // Whoever was told to come again goes on where it was.
      const after = await ana.follow(reply, reader.address)
      expect(await after.over).toBe('whole')
      expect(reader.text + after.text).toBe(replyText(6))
    })

    test('what does not end in time is interrupted with its text, what nobody has seen is run again, and it goes in time', async () => {
      world.model.script([{ tokens: 3 }, 'hang'], ['headers', 'hang'], [{ text: 'later' }])
      const ana = await world.guest()
      const visible = await ana.say('one', { conversationId: await ana.conversation() })
      const reader = await ana.follow(visible)
      await reader.until(() => reader.text === replyText(3))
      const unseen = await ana.say('two', { conversationId: await ana.conversation() })
      await expect.poll(() => world.model.calls()).toBeGreaterThanOrEqual(2)
      const waiting = await ana.say('three', { conversationId: unseen.conversationId })

      const { code, ms } = await world.leave()
      expect(code).toBe(0)
      expect(ms).toBeGreaterThan(DRAIN_MS * 0.75 - 200)
      expect(ms).toBeLessThan(DRAIN_MS + 6_000)
      await world.restart()
      expect(await ana.ended(visible)).toMatchObject({
        status: 'interrupted',
        content: replyText(3),
        error: { code: 'server_stopped' },
      })
      for (const reply of [unseen, waiting])
        expect(await ana.ended(reply)).toMatchObject({ status: 'complete', content: 'later' })
    })

    test('with nothing to do it goes at once', async () => {
      const ana = await world.guest()
      const socket = await ana.socket()
      const { code, ms } = await world.leave()
      expect(code).toBe(0)
      expect(ms).toBeLessThan(DRAIN_MS + 4_000)
      expect((await socket.closed).code).toBe(1012)
      await world.restart()
    })
  })
})
