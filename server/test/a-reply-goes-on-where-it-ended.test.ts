import type { Exchange, Message } from '@folio/protocol'
import { beforeEach, expect, test } from 'vitest'
import { replyText } from '../../bench/model/token.ts'
import { createGate } from './world/gate.ts'
import { inEveryWorld, type World } from './world/world.ts'

inEveryWorld(world => {
  beforeEach(() => world.fresh())

  test('continued, a stopped reply keeps its text and goes on behind it, under the next epoch', async () => {
    const { ana, reply } = await stopped(world)
    world.model.script([{ text: 'and the rest.' }])
    const { status, json } = await ana.post<Exchange>(`/api/messages/${reply.id}/continue`)
    expect(status).toBe(202)
    expect(json.reply).toMatchObject({ id: reply.id, epoch: 2 })
    const row = await ana.ended(reply)
    expect(row).toMatchObject({
      status: 'complete',
      content: `${replyText(3)}and the rest.`,
      epoch: 2,
      finish_reason: 'stop',
    })
    expect(world.model.requests.at(-1)?.messages.slice(0, 2)).toEqual([
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: replyText(3) },
    ])
  })

  test('who had read its first end reads on from there, and is told of the second', async () => {
    const { ana, reply } = await stopped(world)
    const before = await ana.follow(reply)
    await before.over
    const gate = createGate()
    world.model.script([{ text: 'and ' }, { until: gate.opened }, { text: 'on' }])
    await ana.post(`/api/messages/${reply.id}/continue`)
    const after = await ana.follow(reply, before.address)
    const socket = await ana.socket()
    const onSocket = socket.follow(reply.id, before.address)
    await Promise.all([after, onSocket].map(reader => reader.until(() => reader.text === 'and ')))
    gate.open()
    for (const reader of [after, onSocket]) {
      expect(await reader.over).toBe('whole')
      expect(reader.text).toBe('and on')
      expect(reader.complete).toMatchObject({ status: 'complete', length: replyText(3).length + 6 })
    }
    socket.close()
  })

  test('with no text yet it is simply tried again', async () => {
    world.model.script([{ status: 400 }], [{ text: 'now it works' }])
    const ana = await world.guest()
    const reply = await ana.say('hello')
    expect((await ana.ended(reply)).status).toBe('failed')
    await ana.post(`/api/messages/${reply.id}/continue`)
    expect(await ana.ended(reply)).toMatchObject({ status: 'complete', content: 'now it works', error: null })
    expect(world.model.requests[1]?.messages).toEqual([{ role: 'user', content: 'hello' }])
  })

  test('it can be stopped and continued again and again', async () => {
    const { ana, reply } = await stopped(world)
    for (let turn = 2; turn <= 4; turn++) {
      world.model.script([{ text: `(${turn})` }, 'hang'])
      await ana.post(`/api/messages/${reply.id}/continue`)
      const reader = await ana.follow(reply)
      await reader.until(() => reader.text.endsWith(`(${turn})`))
      await ana.post(`/api/messages/${reply.id}/stop`)
      await reader.over
    }
    expect(await ana.row(reply)).toMatchObject({ status: 'stopped', content: `${replyText(3)}(2)(3)(4)`, epoch: 4 })
    for (const way of ['sse', 'websocket'] as const) expect(await ana.read(reply, way)).toBe(`${replyText(3)}(2)(3)(4)`)
  })

  test('what is complete, waits or is under way is not continued', async () => {
    const gate = createGate()
    world.model.script([{ text: 'done' }], [{ until: gate.opened }])
    const ana = await world.guest()
    const complete = await ana.say('one')
    await ana.ended(complete)
    const [streaming, queued] = [await ana.say('two'), await ana.say('three')]
    for (const reply of [complete, streaming, queued]) {
      const { status, json } = await ana.post(`/api/messages/${reply.id}/continue`)
      expect([status, json.code]).toEqual([409, 'not_continuable'])
    }
    expect((await ana.post(`/api/messages/${complete.messageId}/continue`)).status).toBe(409)
    gate.open()
    expect((await ana.ended(queued)).status).toBe('complete')
    expect((await ana.row(complete)).content).toBe('done')
  })

  test('of many who continue at once one does, and the model is asked once', async () => {
    const { ana, reply } = await stopped(world)
    world.model.reset()
    world.model.script([{ text: '!' }])
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ana.post<Message>(`/api/messages/${reply.id}/continue`)),
    )
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(7)
    expect((await ana.ended(reply)).content).toBe(`${replyText(3)}!`)
    expect(world.model.calls()).toBe(1)
  })

  test('it waits for its turn where another reply is under way', async () => {
    const { ana, reply } = await stopped(world)
    const gate = createGate()
    world.model.script([{ text: 'another' }, { until: gate.opened }], [{ text: 'on' }])
    const other = await ana.say('meanwhile', { conversationId: reply.conversationId })
    const { json } = await ana.post<Exchange>(`/api/messages/${reply.id}/continue`)
    expect(json.reply.status).toBe('queued')
    gate.open()
    expect((await ana.ended(other)).content).toBe('another')
    expect((await ana.ended(reply)).content).toBe(`${replyText(3)}on`)
  })
})

/** A reply that was stopped after three tokens. */
async function stopped(world: World) {
  world.model.script([{ tokens: 3 }, 'hang'])
  const ana = await world.guest()
  const reply = await ana.say('hello')
  const reader = await ana.follow(reply)
  await reader.until(() => reader.text === replyText(3))
  await ana.post(`/api/messages/${reply.id}/stop`)
  await reader.over
  expect((await ana.row(reply)).status).toBe('stopped')
  return { ana, reply }
}
