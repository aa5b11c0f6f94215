import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { createGate } from './world/gate.ts'
import { inEveryWorld, type World } from './world/world.ts'

type Health = {
  status: string
  checks: Record<string, { status: string; latency_ms: number }>
  active_connections: number
  active_replies: number
}

inEveryWorld(world => {
  test('a server that is well says so, and how much there is to do', async () => {
    const { status, json } = await world.ask<Health>('GET', '/health')
    expect(status).toBe(200)
    expect(json).toMatchObject({
      status: 'ok',
      checks: { database: { status: 'ok', latency_ms: expect.any(Number) }, chat_service: { status: 'ok' } },
      pod_id: expect.any(String),
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      timestamp: expect.stringMatching(/Z$/),
      uptime_s: expect.any(Number),
      active_connections: 0,
      active_sessions: 0,
      active_replies: 0,
      active_buffers: 0,
      nats_connected: false,
    })
    const ana = await world.guest()
    const gate = createGate()
    world.model.script([{ until: gate.opened }])
    const socket = await ana.socket()
    await socket.first('connected')
    const reply = await ana.say('hello')
    expect((await world.ask<Health>('GET', '/health')).json).toMatchObject({
      active_connections: 1,
      active_sessions: 1,
      active_replies: 1,
    })
    gate.open()
    await ana.ended(reply)
    socket.close()
    await expect
      .poll(async () => (await world.ask<Health>('GET', '/health')).json)
      .toMatchObject({ active_connections: 0, active_replies: 0 })
  })

  test('it asks the model nothing, however often it is asked', async () => {
    const calls = world.model.calls()
    await Promise.all(Array.from({ length: 30 }, () => world.ask('GET', '/health')))
    expect(world.model.calls()).toBe(calls)
  })

  test('a model that fails makes it degraded, and one that works again well', async () => {
    const ana = await world.guest()
    world.model.script([{ status: 401 }])
    await ana.ended(await ana.say('hello'))
    await expect
      .poll(async () => (await world.ask<Health>('GET', '/health')).json, { timeout: 5_000 })
      .toMatchObject({
        status: 'degraded',
        checks: { chat_service: { status: 'degraded' }, database: { status: 'ok' } },
      })
    expect((await world.ask('GET', '/health')).status).toBe(200)
    world.model.script([{ text: 'well again' }])
    await ana.ended(await ana.say('hello'))
    await expect
      .poll(async () => (await world.ask<Health>('GET', '/health')).json.status, { timeout: 5_000 })
      .toBe('ok')
  })

  test('that it lives is told without a look at anything', async () => {
    const { status, text } = await world.ask('GET', '/healthz')
    expect([status, text]).toEqual([200, '{"status":"ok"}'])
    expect((await world.ask('HEAD', '/healthz')).status).toBe(200)
  })

  test('one that is leaving sends requests elsewhere, and still lives', async () => {
    const gate = createGate()
    world.model.script([{ text: 'x' }, { until: gate.opened }])
    const ana = await world.guest()
    const reply = await ana.say('hello')
    const reader = await ana.follow(reply)
    await reader.until(() => reader.text === 'x')
    const [forReady, forLive] = [await keepOpen(world), await keepOpen(world)]
    // Behind this answer the server has read what came before it.
    await world.ask('GET', '/healthz')
    const leaving = world.leave()
    await expect.poll(() => world.log.some(line => line.includes('"leaving"'))).toBe(true)
    expect(await forReady('/health')).toMatch(/^HTTP\/1.1 503 [\s\S]*"status":"error"/)
    expect(await forLive('/healthz')).toMatch(/^HTTP\/1.1 200 /)
    gate.open()
    expect((await leaving).code).toBe(0)
    await world.restart()
  })
})

/** A connection with half a request on it: no new ones are let in while a server leaves. */
async function keepOpen(world: World): Promise<(path: string) => Promise<string>> {
  const socket = connect(Number(new URL(world.base).port), '127.0.0.1')
  let answer = ''
  socket.on('data', bytes => (answer += bytes.toString())).on('error', () => {})
  const closed = new Promise(resolve => socket.once('close', resolve))
  await new Promise<void>(resolve => socket.write('GET ', () => resolve()))
  return async path => {
    socket.write(`${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    await closed
    return answer
  }
}
