import { execFileSync } from 'node:child_process'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { replyText } from '../../bench/model/token.ts'
import { newId } from '../src/lib/id.ts'
import { createGate } from './world/gate.ts'
import type { Person } from './world/person.ts'
import { openWorld, type World } from './world/world.ts'

type Health = { status: string; checks: { database: { status: string; detail?: string } } }

/** No file may grow beyond so many bytes: what the system says to a write behind them is no kinder than a full disk. */
function limitFiles(world: World, bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(pidOf(world)), `--fsize=${bytes}:unlimited`])
}
const pidOf = ({ pods }: World) => pods[0]?.pid
const health = (world: World) => world.ask<Health>('GET', '/health')

describe.skipIf(process.platform !== 'linux')('on SQLite', () => {
  let world: World
  let ana: Person
  beforeAll(async () => {
    // The log lies on the same disk.
    world = await openWorld('SQLite', { LOG_FILE: 'folio.log' })
    ana = await world.guest()
  })
  afterEach(() => limitFiles(world, 'unlimited'))
  afterAll(() => world.close())

  test('what cannot be stored is refused for now, and what is stored can be read', async () => {
    const pid = pidOf(world)
    const conversationId = await ana.conversation()
    const device = await ana.socket()
    await device.first('connected')
    const reply = await ana.say('hello', { conversationId, model: 'tokens-3' })
    await ana.ended(reply)
    expect((await health(world)).status).toBe(200)

    limitFiles(world, 0)
    const writes = [
      ana.post(`/api/conversations/${conversationId}/messages`, { content: 'and now?' }),
      ana.post(`/api/messages/${reply.id}/regenerate`),
      ana.post('/api/conversations', {}),
      ana.patch(`/api/conversations/${conversationId}`, { title: 'another' }),
      ana.delete(`/api/conversations/${conversationId}`),
      ana.post('/chat/message', { message: 'hello', session_id: 's' }),
      world.ask('POST', '/auth/guest'),
    ]
    for (const { status, headers, text } of await Promise.all(writes)) {
      expect([status, Number(headers['retry-after']) > 0]).toEqual([503, true])
      expect(text).not.toMatch(/sqlite|insert|update|\/tmp/i)
    }
    const sent = { type: 'send', id: newId(), conversation_id: conversationId, content: 'and now?' } as const
    expect(await device.ask(sent)).toMatchObject({ type: 'error', code: 'unavailable' })
    const { status, text } = await ana.get(`/api/conversations/${conversationId}/messages`)
    expect([status, text.includes(replyText(3))]).toEqual([200, true])
    expect(await ana.read(reply, 'text')).toBe(replyText(3))

    const saidAt = performance.now()
    await expect.poll(async () => (await health(world)).status, { timeout: 5_000 }).toBe(503)
    expect(performance.now() - saidAt).toBeLessThan(2_000)
    const { checks, status: state } = (await health(world)).json
    expect([state, checks.database.status]).toEqual(['error', 'error'])
    expect(checks.database.detail).toMatch(/^[A-Z][a-z ,]+\.$/)
    expect((await world.ask('GET', '/healthz')).status).toBe(200)

    limitFiles(world, 'unlimited')
    await expect.poll(async () => (await health(world)).status, { timeout: 5_000 }).toBe(200)
    expect(await ana.ended(await ana.say('and now?', { conversationId }))).toMatchObject({ status: 'complete' })
    expect(await device.ask(sent)).toMatchObject({ type: 'ack', replayed: false })
    expect(pidOf(world)).toBe(pid)
    device.close()
  })

  test('a reply that is being written waits for room, and ends with every word', async () => {
    await world.fresh()
    const gate = createGate()
    world.model.script([{ tokens: 5 }, { until: gate.opened }, { text: 'x'.repeat(50_000) }])
    const reply = await ana.say('hello')
    const reader = await ana.follow(reply)
    await reader.until(() => reader.text === replyText(5))
    limitFiles(world, 0)
    gate.open()
    // Nothing but the tape has been written to.
    await expect.poll(async () => (await health(world)).status, { timeout: 5_000 }).toBe(503)
    expect(reader.text).toBe(replyText(5))
    expect(await ana.row(reply)).toMatchObject({ status: 'streaming' })
    limitFiles(world, 'unlimited')
    expect(await reader.over).toBe('whole')
    expect(reader.text).toBe(replyText(5) + 'x'.repeat(50_000))
    expect(await ana.row(reply)).toMatchObject({ status: 'complete', content: reader.text, error: null })
  })
})
