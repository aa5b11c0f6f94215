import { connect } from '@nats-io/transport-node'
import { beforeEach, expect, test } from 'vitest'
import { listen, textOn, type Device } from './world/device.ts'
import { createGate } from './world/gate.ts'
import { textOf } from './world/http.ts'
import type { Person, Reply } from './world/person.ts'
import { at } from './world/pod.ts'
import { inPods, newEmail, type World } from './world/world.ts'

const HALF = 'One half, 🙂 and \u00e9: '
const WHOLE = `${HALF}the other.`
const WITHIN_MS = 1_000
const PATIENTLY = { timeout: 10_000 }

inPods(world => {
  beforeEach(() => world.fresh())

  test.each(['sse', 'text', 'websocket'] as const)(
    'by %s what one writes is read on all, before, during and after, to the last byte',
    async way => {
      const [begun, seen] = [createGate(), createGate()]
      world.model.script([{ until: begun.opened }, { text: HALF }, { until: seen.opened }, { text: 'the other.' }])
      const ana = await world.guest()
      const reply = await ana.say('hello')
      const openAll = () => Promise.all(devicesOf(world, ana).map(device => openReader(device, reply, way)))
      const before = await openAll()
      begun.open()
      for (const { text } of before) await expect.poll(text, PATIENTLY).toBe(HALF)
      const during = await openAll()
      for (const { text } of during) await expect.poll(text, PATIENTLY).toBe(HALF)
      seen.open()
      for (const reader of [...before, ...during]) expect(await reader.whole).toBe(WHOLE)
      for (const reader of await openAll()) expect(await reader.whole).toBe(WHOLE)
      for (const device of devicesOf(world, ana)) expect((await device.row(reply)).content).toBe(WHOLE)
    },
  )

  test('a stop that another is asked for ends the reply within a second, and the call of the model', async () => {
    const [writing, stopping, reading] = devicesOf(world, await world.guest())
    if (!writing || !stopping || !reading) throw new Error('there are too few pods')
    world.model.script([{ text: HALF }, 'hang'])
    const reply = await writing.say('hello')
    expect((await world.ownerOf(reply)).base).toBe(writing.base)
    const reader = await reading.follow(reply)
    await reader.until(() => reader.text === HALF)
    const beganAt = performance.now()
    await stopping.post(`/api/messages/${reply.id}/stop`)
    expect(await reader.over).toBe('whole')
    await expect.poll(() => world.model.aborted()).toBe(1)
    expect(performance.now() - beganAt).toBeLessThan(WITHIN_MS)
    expect(reader.complete).toMatchObject({ status: 'stopped', length: HALF.length })
  })

  test('devices of one session, each on another, are told the same before and during a reply', async () => {
    const gate = createGate()
    world.model.script([{ text: HALF }, { until: gate.opened }, { text: 'the other.' }])
    const ana = await world.guest()
    const listenAll = () => Promise.all(devicesOf(world, ana).map(device => listen(device, 'desk')))
    const early = await listenAll()
    const { json } = await ana.post<{ message_id: string }>('/api/chat', { session_id: 'desk', message: 'hello' })
    for (const device of early) await device.until(() => textOn(device, json.message_id) === HALF)
    const late = await listenAll()
    for (const device of late) await device.until(() => textOn(device, json.message_id) === HALF)
    gate.open()
    for (const device of [...early, ...late]) {
      await device.first('message_complete')
      expect(textOn(device, json.message_id)).toBe(WHOLE)
    }
    for (const devices of [early, late]) {
      expect(new Set(devices.map(device => JSON.stringify(eventsOn(device)))).size).toBe(1)
      for (const device of devices) device.leave()
    }
    expect(eventsOn(early[0]).map(({ type }) => type)).toEqual(['message', 'message_complete'])
  })

  test('who signs out on one has nothing open on any other a second later', async () => {
    const ana = await world.member({ email: newEmail(), password: 'correct horse' })
    const gate = createGate()
    world.model.script([{ text: HALF }, { until: gate.opened }])
    const reply = await ana.say('hello')
    const devices = devicesOf(world, ana)
    const sockets = await Promise.all(devices.map(device => device.socket()))
    for (const socket of sockets) await socket.first('connected')
    const paths = [
      '/api/events',
      '/api/sse?session_id=s',
      `/api/messages/${reply.id}/events`,
      `/api/messages/${reply.id}/text`,
    ]
    const streams = await Promise.all(devices.flatMap(device => paths.map(path => device.stream('GET', path))))
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]))
    const ends = streams.map(({ pieces }) => textOf(pieces).then(whole, broken))

    expect((await ana.post('/auth/logout')).status).toBe(204)
    const beganAt = performance.now()
    expect(new Set(await Promise.all(ends))).toEqual(new Set(['broken']))
    for (const socket of sockets) expect((await socket.closed).code).toBe(4401)
    expect(performance.now() - beganAt).toBeLessThan(WITHIN_MS)
    for (const device of devices) expect((await device.get('/auth/me')).status).toBe(401)
    gate.open()
  })

  test('what anybody publishes that is no hint of ours ends no process, and hides nothing', async () => {
    const ana = await world.guest()
    const sockets = await Promise.all(devicesOf(world, ana).map(device => device.socket()))
    const ends = (count: number) =>
      Promise.all(sockets.map(({ until, frames }) => until(() => frames.filter(isEnd).length === count)))
    await ana.say('hello')
    await ends(1)

    const odd = { toString: null, valueOf: null }
    const nats = await connect({ servers: new URL(world.env.NATS_URL ?? '').host })
    const publish = (topic: string, said: object) => nats.publish(topic, JSON.stringify(said))
    publish('chat.logins.ended', { session: odd })
    for (const { id } of world.pods) publish(`chat.pod.${id}.response`, { stop: odd, message_id: odd })
    const changes = [{ userRev: 99 }, { userRev: 99, events: [{ name: 'message' }] }, { userRev: odd, events: [] }]
    for (const change of changes) publish(`chat.user.${ana.user.id}.broadcast`, change)
    await nats.drain()

    await ana.say('hello again')
    await ends(2)
    for (const socket of sockets) socket.close()
    expect(world.log.filter(line => line.includes('a fault that nobody caught'))).toEqual([])
  })

  test('each says of itself that it is well, and that Redis and NATS answer', async () => {
    const names = []
    for (const pod of world.pods) {
      const { status, json } = await at(pod, await world.guest()).get<{ pod_id: string }>('/health')
      expect([status, json]).toMatchObject([
        200,
        {
          status: 'ok',
          nats_connected: true,
          checks: { database: { status: 'ok' }, redis: { status: 'ok' }, nats: { status: 'ok' } },
        },
      ])
      names.push(json.pod_id)
    }
    expect(names).toEqual(world.pods.map(({ id }) => id))
  })
})

/** One on each pod, of the same person. */
const devicesOf = (world: World, person: Person) => world.pods.map(pod => at(pod, person))

const whole = () => 'whole'
const broken = () => 'broken'

const isEnd = ({ type }: { type: string }) => type === 'message_complete'

/** What a device was told besides the text, without what is its connection's own. */
const eventsOn = (device?: Device) =>
  (device?.frames ?? []).filter(({ type }) => !['connected', 'chunk', 'ping'].includes(type))

type Reader = { text: () => string; whole: Promise<string> }

async function openReader(device: Person, reply: Reply, way: 'sse' | 'text' | 'websocket'): Promise<Reader> {
  if (way === 'text') {
    let text = ''
    const { pieces } = await device.stream('GET', `/api/messages/${reply.id}/text`)
    const read = async () => {
      for await (const piece of pieces) text += piece
      return text
    }
    return { text: () => text, whole: read() }
  }
  const socket = way === 'websocket' ? await device.socket() : undefined
  const follower = socket ? socket.follow(reply.id) : await device.follow(reply)
  const read = async () => {
    expect(await follower.over).toBe('whole')
    socket?.close()
    return follower.text
  }
  return { text: () => follower.text, whole: read() }
}
