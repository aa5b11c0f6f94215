import type { Message } from '@folio/protocol'
import { beforeEach, expect, test } from 'vitest'
import { replyText } from '../../bench/model/token.ts'
import { textOf } from './world/http.ts'
import { inEveryWorld } from './world/world.ts'

const HALF = replyText(3)

inEveryWorld(world => {
  beforeEach(() => world.fresh())

  test('midway the text so far is kept, within a second, and the model is no longer asked', async () => {
    world.model.script([{ tokens: 3 }, 'hang'])
    const ana = await world.guest()
    const reply = await ana.say('hello')
    const reader = await ana.follow(reply)
    await reader.until(() => reader.text === HALF)
    const beganAt = performance.now()
    const { status, json } = await ana.post<Message>(`/api/messages/${reply.id}/stop`)
    expect(status).toBe(202)
    expect(json.id).toBe(reply.id)
    expect(await reader.over).toBe('whole')
    expect(performance.now() - beganAt).toBeLessThan(1_000)
    expect(reader.complete).toMatchObject({ status: 'stopped', length: HALF.length, error: null })
    expect(await ana.row(reply)).toMatchObject({ status: 'stopped', content: HALF, error: null })
    await expect.poll(() => world.model.aborted(), { timeout: 1_000 }).toBe(1)
  })

  test('before the first token it leaves an empty reply', async () => {
    world.model.script(['headers', 'hang'])
    const ana = await world.guest()
    const reply = await ana.say('hello')
    await expect.poll(() => world.model.calls()).toBe(1)
    await ana.post(`/api/messages/${reply.id}/stop`)
    expect(await ana.ended(reply)).toMatchObject({ status: 'stopped', content: '', length: 0 })
    await expect.poll(() => world.model.aborted(), { timeout: 1_000 }).toBe(1)
  })

  test('while it waits for a busy provider it is heard at once', async () => {
    world.model.script([{ status: 429, retryAfter: 15 }], [{ tokens: 3 }])
    const ana = await world.guest()
    const reply = await ana.say('hello')
    await expect.poll(() => world.model.calls()).toBe(1)
    await ana.post(`/api/messages/${reply.id}/stop`)
    expect(await ana.ended(reply)).toMatchObject({ status: 'stopped', content: '' })
    expect(world.model.calls()).toBe(1)
  })

  test('asked twice, or by two devices at once, it is stopped once', async () => {
    world.model.script([{ tokens: 3 }, 'hang'])
    const ana = await world.guest()
    const reply = await ana.say('hello')
    const reader = await ana.follow(reply)
    await reader.until(() => reader.text === HALF)
    const stops = await Promise.all([1, 2, 3].map(() => ana.post<Message>(`/api/messages/${reply.id}/stop`)))
    for (const { status } of stops) expect([200, 202]).toContain(status)
    await reader.over
    const again = await ana.post<Message>(`/api/messages/${reply.id}/stop`)
    expect([again.status, again.json.status, again.json.content]).toEqual([200, 'stopped', HALF])
    expect(reader.frames.filter(({ type }) => type === 'message_complete')).toHaveLength(1)
  })

  test('after the end it changes nothing', async () => {
    const ana = await world.guest()
    const reply = await ana.say('hello', { model: 'tokens-3' })
    const before = await ana.ended(reply)
    const { status, json } = await ana.post<Message>(`/api/messages/${reply.id}/stop`)
    expect(status).toBe(200)
    expect(json).toEqual(before)
    expect(await ana.row(reply)).toEqual(before)
  })

  test('from another device, over its socket, it ends the reply for all', async () => {
    world.model.script([{ tokens: 3 }, 'hang'])
    const ana = await world.guest()
    const reply = await ana.say('hello')
    const reader = await ana.follow(reply)
    await reader.until(() => reader.text === HALF)
    const phone = await ana.socket()
    expect(await phone.ask({ type: 'stop', message_id: reply.id })).toMatchObject({
      type: 'ack',
      message: { id: reply.id },
    })
    expect(await phone.first('message_complete')).toMatchObject({ message_id: reply.id, status: 'stopped' })
    expect(await reader.over).toBe('whole')
    phone.close()
  })

  test('a plain-text reader of a stopped reply sees a broken connection, never a clean end', async () => {
    world.model.script([{ tokens: 3 }, 'hang'])
    const ana = await world.guest()
    const reply = await ana.say('hello')
    const live = textOf((await ana.stream('GET', `/api/messages/${reply.id}/text`)).pieces)
    const end = live.then(
      () => 'clean',
      () => 'broken',
    )
    const reader = await ana.follow(reply)
    await reader.until(() => reader.text === HALF)
    await ana.post(`/api/messages/${reply.id}/stop`)
    expect(await end).toBe('broken')
    await expect(ana.read(reply, 'text')).rejects.toThrow('aborted')
  })

  test('one that waits for its turn is stopped where it stands, and the next one goes on', async () => {
    world.model.script([{ tokens: 3 }, 'hang'], [{ text: 'the third' }])
    const ana = await world.guest()
    const [first, second, third] = [await ana.say('one'), await ana.say('two'), await ana.say('three')]
    await ana.post(`/api/messages/${second.id}/stop`)
    expect(await ana.ended(second)).toMatchObject({ status: 'stopped', content: '' })
    expect((await ana.row(third)).status).toBe('queued')
    await ana.post(`/api/messages/${first.id}/stop`)
    expect(await ana.ended(third)).toMatchObject({ status: 'complete', content: 'the third' })
    expect(world.model.calls()).toBe(2)
  })

  test('a conversation that is deleted stops what is written in it', async () => {
    world.model.script([{ tokens: 3 }, 'hang'])
    const ana = await world.guest()
    const reply = await ana.say('hello')
    const reader = await ana.follow(reply)
    await reader.until(() => reader.text === HALF)
    expect((await ana.delete(`/api/conversations/${reply.conversationId}`)).status).toBe(204)
    await expect.poll(() => world.model.aborted(), { timeout: 3_000 }).toBe(1)
    await reader.over
    expect((await ana.get(`/api/messages/${reply.id}`)).status).toBe(404)
  })
})
