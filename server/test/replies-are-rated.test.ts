import type { Conversation, Message } from '@folio/protocol'
import { beforeEach, expect, test } from 'vitest'
import { newId } from '../src/lib/id.ts'
import { listen, textOn } from './world/device.ts'
import { createGate } from './world/gate.ts'
import { inEveryWorld } from './world/world.ts'

inEveryWorld(world => {
  beforeEach(() => world.fresh())

  test('what somebody thinks of a reply is kept with it, told to every device, and can be taken back', async () => {
    const ana = await world.guest()
    const reply = await ana.say('hello', { model: 'tokens-2' })
    const before = await ana.ended(reply)
    expect(before.feedback).toBeNull()
    const device = await ana.socket()
    await device.first('connected')
    const path = `/api/messages/${reply.id}/feedback`
    const row = async () => (await ana.get<Message>(`/api/messages/${reply.id}`)).json

    const rating = { rating: 'down', comment: ' Too long. ' }
    expect((await ana.ask('PUT', path, { body: rating })).status).toBe(204)
    const kept = { rating: 'down', comment: 'Too long.' }
    const told = await device.first('message', ({ reply: { id } }) => id === reply.id)
    expect(told).toMatchObject({ message: null, reply: { feedback: kept } })
    expect(await row()).toEqual({ ...before, feedback: kept, rev: told.reply.rev })
    const { rev } = (await ana.get<Conversation>(`/api/conversations/${reply.conversationId}`)).json
    expect(rev).toBe(told.reply.rev)
    expect(rev).toBeGreaterThan(before.rev)

    // The same again is no news.
    await ana.ask('PUT', path, { body: kept })
    expect((await row()).rev).toBe(rev)
    expect((await ana.ask('PUT', path, { body: { rating: 'up' } })).status).toBe(204)
    expect((await row()).feedback).toEqual({ rating: 'up', comment: null })
    expect((await ana.delete(path)).status).toBe(204)
    expect(await row()).toEqual({ ...before, rev: rev + 2 })
    expect((await ana.delete(path)).status).toBe(204)
    expect((await row()).rev).toBe(rev + 2)
    device.close()
  })

  test('only a reply that has ended is rated, with words that mean something', async () => {
    const gate = createGate()
    world.model.script([{ text: 'Half' }, { until: gate.opened }])
    const ana = await world.guest()
    const reply = await ana.say('hello')
    for (const id of [reply.id, reply.messageId]) {
      const early = await ana.ask('PUT', `/api/messages/${id}/feedback`, { body: { rating: 'up' } })
      expect([early.status, early.json.code]).toEqual([409, 'not_ratable'])
    }
    gate.open()
    await ana.ended(reply)
    const path = `/api/messages/${reply.id}/feedback`
    for (const bad of [
      {},
      { rating: 'five' },
      { rating: 'up', comment: 'x'.repeat(2_001) },
      { rating: 'up', comment: 1 },
    ])
      expect((await ana.ask('PUT', path, { body: bad })).status).toBe(400)
    const ben = await world.guest()
    for (const who of [path, `/api/messages/${newId()}/feedback`])
      expect((await ben.ask('PUT', who, { body: { rating: 'up' } })).status).toBe(404)
    expect((await ana.row(reply)).feedback).toBeNull()
  })

  test("who comes back to a session's stream is not given what was rated meanwhile again", async () => {
    world.model.script([{ text: 'The first.' }], [{ text: 'The second.' }])
    const ana = await world.guest()
    const say = async (message: string) =>
      (await ana.post<{ message_id: string }>('/api/chat', { session_id: 'rated', message })).json.message_id
    const device = await listen(ana, 'rated')
    const first = await say('one')
    const { id } = await device.first('message_complete')
    device.leave()
    await ana.ask('PUT', `/api/messages/${first}/feedback`, { body: { rating: 'up' } })
    const back = await listen(ana, 'rated', id)
    const second = await say('two')
    await back.first('message_complete', ({ message_id }) => message_id === second)
    expect(textOn(back, first)).toBe('')
    expect(textOn(back, second)).toBe('The second.')
    expect(back.frames.filter(({ type }) => type === 'message_complete')).toHaveLength(1)
    back.leave()
  })
})
