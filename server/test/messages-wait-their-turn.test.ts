import type { Exchange } from '@folio/protocol'
import { beforeEach, expect, test } from 'vitest'
import { createGate } from './world/gate.ts'
import { inEveryWorld, type World } from './world/world.ts'

inEveryWorld(world => {
  beforeEach(() => world.fresh())

  test('three wait while one is answered, a fourth is refused, and all are answered in order', async () => {
    const gate = createGate()
    world.model.script([{ until: gate.opened }, { text: 'one' }], ...['two', 'three', 'four'].map(text => [{ text }]))
    const ana = await world.guest()
    const replies = [await ana.say('1'), await ana.say('2'), await ana.say('3'), await ana.say('4')]
    const statuses = await Promise.all(replies.map(async reply => (await ana.row(reply)).status))
    expect(statuses).toEqual(['streaming', 'queued', 'queued', 'queued'])
    const fifth = await ana.post(`/api/conversations/${replies[0]?.conversationId}/messages`, { content: '5' })
    expect([fifth.status, fifth.json.code]).toEqual([429, 'too_many_queued'])

    const readers = await Promise.all(replies.map(reply => ana.follow(reply)))
    gate.open()
    for (const reader of readers) expect(await reader.over).toBe('whole')
    expect(readers.map(({ text }) => text)).toEqual(['one', 'two', 'three', 'four'])
    const asked = world.model.requests.map(({ messages }) => messages.map(({ content }) => content))
    expect(asked).toEqual([
      ['1'],
      ['1', 'one', '2'],
      ['1', 'one', '2', 'two', '3'],
      ['1', 'one', '2', 'two', '3', 'three', '4'],
    ])
    expect((await ana.ended(await ana.say('5'))).status).toBe('complete')
  })

  test('of messages that race, one streams and three wait, and the rest are told so', async () => {
    const gate = createGate()
    world.model.script([{ until: gate.opened }, { text: 'x' }], [{ text: 'x' }])
    const ana = await world.guest()
    const path = `/api/conversations/${await ana.conversation()}/messages`
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => ana.post<Exchange>(path, { content: `${n}` })),
    )
    const accepted = answers.filter(({ status }) => status === 202)
    expect(accepted).toHaveLength(4)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(8)
    expect(accepted.filter(({ json }) => json.reply.status === 'streaming')).toHaveLength(1)
    gate.open()
    for (const { json } of accepted) expect((await ana.ended(json.reply)).status).toBe('complete')
    // A chain: each was asked behind the one before it.
    expect(world.model.requests.map(({ messages }) => messages.length)).toEqual([1, 3, 5, 7])
  })

  test.each(['is stopped', 'fails'])('the next goes on when the one before %s', async how => {
    const gate = createGate()
    const end = how === 'fails' ? [{ until: gate.opened }, 'malformed' as const] : ['hang' as const]
    world.model.script([{ text: 'half' }, ...end], [{ text: 'next' }])
    const ana = await world.guest()
    const [first, next] = [await ana.say('1'), await ana.say('2')]
    const reader = await ana.follow(first)
    await reader.until(() => reader.text === 'half')
    if (how === 'fails') gate.open()
    else await ana.post(`/api/messages/${first.id}/stop`)
    expect(await ana.ended(next)).toMatchObject({ status: 'complete', content: 'next' })
    expect((await ana.row(first)).status).toBe(how === 'fails' ? 'failed' : 'stopped')
  })

  test('versions wait too', async () => {
    const { ana, reply, gate } = await busy(world)
    const again = await ana.post<Exchange>(`/api/messages/${reply.id}/regenerate`)
    const edited = await ana.post<Exchange>(`/api/messages/${reply.messageId}/edit`, { content: 'otherwise' })
    expect([again.json.reply.status, edited.json.reply.status]).toEqual(['queued', 'queued'])
    gate.open()
    for (const { json } of [again, edited]) expect((await ana.ended(json.reply)).status).toBe('complete')
  })

  test('other conversations do not wait', async () => {
    const { ana, gate } = await busy(world)
    const other = await ana.say('elsewhere', { conversationId: await ana.conversation() })
    expect((await ana.ended(other)).status).toBe('complete')
    gate.open()
  })
})

/** Somebody with an ended reply, and one in the same conversation that streams until the gate is opened. */
async function busy(world: World) {
  const gate = createGate()
  world.model.script([{ text: 'a' }], [{ until: gate.opened }, { text: 'b' }], [{ text: 'c' }])
  const ana = await world.guest()
  const reply = await ana.say('1')
  await ana.ended(reply)
  await ana.say('2')
  await expect.poll(() => world.model.calls()).toBe(2)
  return { ana, reply, gate }
}
