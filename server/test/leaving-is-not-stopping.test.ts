import { beforeEach, expect, test } from 'vitest'
import { replyText } from '../../bench/model/token.ts'
import { followSse } from './world/follower.ts'
import { createGate } from './world/gate.ts'
import { inEveryWorld } from './world/world.ts'

const ACCEPTS = ['text/event-stream', 'text/plain'] as const

inEveryWorld(world => {
  beforeEach(() => world.fresh())

  test.each(ACCEPTS)('whoever sent a message and leaves (%s) finds all of its reply on coming back', async accept => {
    const gate = createGate()
    world.model.script([{ tokens: 3 }, { until: gate.opened }, { tokens: 3 }])
    const ana = await world.guest()
    const conversationId = await ana.conversation()
    const asking = { headers: { accept }, body: { content: 'hello' } }
    const answer = await ana.stream('POST', `/api/conversations/${conversationId}/messages`, asking)
    for await (const piece of answer.pieces) if (piece.includes('~2')) break
    answer.leave()
    const { items } = (
      await ana.get<{ items: { id: string; status: string }[] }>(`/api/conversations/${conversationId}/messages`)
    ).json
    gate.open()
    expect(items[1]?.status).toBe('streaming')
    expect(await ana.ended({ id: items[1]?.id ?? '' })).toMatchObject({ status: 'complete', content: replyText(6) })
    expect(world.model.aborted()).toBe(0)
  })

  test('with nobody to read it, a reply is written all the same', async () => {
    const ana = await world.guest()
    const reply = await ana.say('hello', { model: 'tokens-20.rate-200' })
    await expect.poll(async () => (await ana.row(reply)).status, { timeout: 10_000 }).toBe('complete')
    expect((await ana.row(reply)).content).toBe(replyText(20))
  })

  test.each(ACCEPTS)('unless it asks for that: then the reply stops with its reader (%s)', async accept => {
    world.model.script([{ tokens: 3 }, 'hang'])
    const ana = await world.guest()
    const conversationId = await ana.conversation()
    const asking = { headers: { accept }, body: { content: 'hello' } }
    const answer = await ana.stream(
      'POST',
      `/api/conversations/${conversationId}/messages?stop_on_disconnect=1`,
      asking,
    )
    for await (const piece of answer.pieces) if (piece.includes('~2')) break
    answer.leave()
    await expect.poll(() => world.model.aborted()).toBe(1)
    const { items } = (await ana.get<{ items: { id: string }[] }>(`/api/conversations/${conversationId}/messages`)).json
    expect(await ana.ended({ id: items[1]?.id ?? '' })).toMatchObject({ status: 'stopped', content: replyText(3) })
  })

  test('who only reads may ask for that too', async () => {
    world.model.script([{ tokens: 3 }, 'hang'])
    const ana = await world.guest()
    const reply = await ana.say('hello')
    const reader = followSse(await ana.stream('GET', `/api/messages/${reply.id}/events?stop_on_disconnect=1`))
    await reader.until(() => reader.text === replyText(3))
    reader.leave()
    expect(await ana.ended(reply)).toMatchObject({ status: 'stopped', content: replyText(3) })
  })

  test('one reader who leaves takes nothing from the others', async () => {
    const gate = createGate()
    world.model.script([{ tokens: 3 }, { until: gate.opened }, { tokens: 3 }])
    const ana = await world.guest()
    const reply = await ana.say('hello')
    const readers = await Promise.all([1, 2, 3].map(() => ana.follow(reply)))
    const socket = await ana.socket()
    const onSocket = socket.follow(reply.id)
    await Promise.all([...readers, onSocket].map(reader => reader.until(() => reader.text === replyText(3))))
    readers[0]?.leave()
    socket.close()
    gate.open()
    for (const reader of readers.slice(1)) {
      expect(await reader.over).toBe('whole')
      expect(reader.text).toBe(replyText(6))
    }
  })
})
