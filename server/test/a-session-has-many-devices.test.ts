import type { Conversation, Page } from '@folio/protocol'
import { beforeEach, expect, test } from 'vitest'
import { replyText } from '../../bench/model/token.ts'
import { listen, textOn, type Device } from './world/device.ts'
import { createGate } from './world/gate.ts'
import type { FrameOf } from './world/inbox.ts'
import { inEveryWorld } from './world/world.ts'

type Accepted = { message_id: string; session_id: string; status: string; timestamp: string; correlation_id: string }

inEveryWorld(world => {
  beforeEach(() => world.fresh())

  test('devices that come before, during and after a reply all have the same text', async () => {
    const gate = createGate()
    world.model.script([{ tokens: 5 }, { until: gate.opened }, { tokens: 5 }])
    const ana = await world.guest()
    const early = await Promise.all([listen(ana, 'desk'), listen(ana, 'desk')])
    const { status, json } = await ana.post<Accepted>('/api/chat', { session_id: 'desk', message: 'hello' })
    expect(status).toBe(202)
    expect(json).toEqual({
      message_id: expect.stringMatching(/^[\da-f-]{36}$/),
      session_id: 'desk',
      status: 'accepted',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/),
      correlation_id: expect.any(String),
    })
    await early[0]?.first('chunk', ({ chunk }) => chunk.includes('~4'))
    const midway = await listen(ana, 'desk')
    await midway.first('chunk')
    gate.open()
    for (const device of [...early, midway]) {
      await device.first('message_complete')
      expect(textOn(device, json.message_id)).toBe(replyText(10))
      for (const frame of device.frames) if (frame.type === 'chunk') expect(frame.session_id).toBe('desk')
    }
    for (const device of early) {
      expect(device.frames.map(({ type }) => type).slice(0, 3)).toEqual(['connected', 'message', 'chunk'])
      expect(device.frames[0]).toMatchObject({ session_id: 'desk' })
      device.leave()
    }
    midway.leave()
    expect((await ana.row({ id: json.message_id })).content).toBe(replyText(10))
  })

  test('one message after the other comes on the same stream, each whole before the next', async () => {
    const ana = await world.guest()
    const device = await listen(ana, 'chain')
    const ids: string[] = []
    for (let n = 0; n < 3; n++) {
      const model = `tokens-${10 + n}.rate-200`
      ids.push((await ana.post<Accepted>('/api/chat', { session_id: 'chain', message: `${n}`, model })).json.message_id)
    }
    await device.first('message_complete', ({ message_id }) => message_id === ids[2])
    for (const [n, id] of ids.entries()) expect(textOn(device, id)).toBe(replyText(10 + n))
    const ends = device.frames.filter(({ type }) => type === 'message_complete')
    expect(ends.map(frame => (frame as FrameOf<'message_complete'>).message_id)).toEqual(ids)
    device.leave()
  })

  test('a device that comes back with its Last-Event-ID gets what it missed, and nothing twice', async () => {
    const gate = createGate()
    world.model.script([{ tokens: 5 }, { until: gate.opened }, { tokens: 5 }], [{ text: 'second' }])
    const ana = await world.guest()
    const before = await listen(ana, 'train')
    const { json } = await ana.post<Accepted>('/api/chat', { session_id: 'train', message: 'hello' })
    const { id: at } = await before.first('chunk', ({ chunk }) => chunk.includes('~4'))
    before.leave()
    gate.open()
    await ana.ended({ id: json.message_id })
    const { json: next } = await ana.post<Accepted>('/api/chat', { session_id: 'train', message: 'and?' })
    await ana.ended({ id: next.message_id })

    const after = await listen(ana, 'train', at)
    await after.first('message_complete', ({ message_id }) => message_id === next.message_id)
    expect(textOn(before, json.message_id) + textOn(after, json.message_id, at?.split('/')[1])).toBe(replyText(10))
    expect(textOn(after, next.message_id)).toBe('second')
    after.leave()
  })

  test('a device that was away for long replies gets each of them once, wherever it is cut on the way', async () => {
    const ana = await world.guest()
    const texts = ['one ', 'another ', 'a third ', 'and more '].map(word => word.repeat(20_000 / word.length))
    const ids: string[] = []
    for (const text of texts) {
      world.model.script([{ text }])
      const { json } = await ana.post<Accepted>('/api/chat', { session_id: 'away', message: 'hello' })
      ids.push(json.message_id)
      await ana.ended({ id: json.message_id })
    }
    const completed = ({ frames }: Pick<Device, 'frames'>) =>
      frames.flatMap(frame => (frame.type === 'message_complete' ? [frame.message_id] : []))
    const readOn = async (from: string) => {
      const device = await listen(ana, 'away', from)
      await device.until(() => completed(device).includes(ids.at(-1) ?? ''))
      device.leave()
      return device.frames
    }
    const frames = await readOn('0/0.0')
    for (const cut of frames.keys()) {
      const before = frames.slice(0, cut)
      const after = await readOn(before.map(idOf).findLast(id => id !== undefined) ?? '0/0.0')
      const all = { frames: [...before, ...after] }
      expect(completed(all), `cut behind ${cut} events`).toEqual(ids)
      // As those see it who know nothing of addresses.
      const text = (messageId: string) =>
        all.frames.map(frame => (frame.type === 'chunk' && frame.message_id === messageId ? frame.chunk : '')).join('')
      for (const [n, id] of ids.entries())
        expect(text(id) === texts[n], `reply ${n}, cut behind ${cut} events`).toBe(true)
    }
  })

  test('a session is a conversation like any other, and each user has their own of that name', async () => {
    const [ana, ben] = await Promise.all([world.guest(), world.guest()])
    const devices = await Promise.all([listen(ana, 'same name'), listen(ben, 'same name')])
    const said = await Promise.all(
      [ana, ben].map(person =>
        person.post<Accepted>('/api/chat', { session_id: 'same name', message: person.id, model: 'echo' }),
      ),
    )
    for (const [n, device] of devices.entries()) {
      await device.first('message_complete')
      const ids = device.frames.flatMap(frame => (frame.type === 'chunk' ? [frame.message_id] : []))
      expect(new Set(ids)).toEqual(new Set([said[n]?.json.message_id]))
      device.leave()
    }
    for (const person of [ana, ben]) {
      const { items } = (await person.get<Page<Conversation>>('/api/conversations')).json
      expect(items.map(({ title }) => title)).toEqual([person.id])
    }
  })

  test('a user_id has to be the caller’s own', async () => {
    const [ana, ben] = await Promise.all([world.guest(), world.guest()])
    const own = await ana.post('/api/chat', { session_id: 's', user_id: ana.id, message: 'hello', model: 'tokens-2' })
    expect(own.status).toBe(202)
    const foreign = await ana.post('/api/chat', { session_id: 's', user_id: ben.id, message: 'hello' })
    expect([foreign.status, foreign.json.code]).toEqual([403, 'wrong_user'])
    expect((await ana.get(`/api/sse?session_id=s&user_id=${ben.id}`)).status).toBe(403)
    expect((await ana.get('/api/sse')).status).toBe(400)
    const device = await listen(ana, `s&user_id=${ana.id}`)
    await device.first('connected')
    device.leave()
  })

  test('after a killed server the session goes on where it was', async () => {
    world.model.script([{ tokens: 5 }, 'hang'], [{ text: 'alive' }])
    const ana = await world.guest()
    const before = await listen(ana, 'phoenix')
    const { json } = await ana.post<Accepted>('/api/chat', { session_id: 'phoenix', message: 'hello' })
    const { id: at } = await before.first('chunk', ({ chunk }) => chunk.includes('~4'))
    await world.kill({ id: json.message_id })
    await world.restart()
    const after = await listen(ana, 'phoenix', at)
    expect(await after.first('message_complete')).toMatchObject({ message_id: json.message_id, status: 'interrupted' })
    expect(textOn(before, json.message_id) + textOn(after, json.message_id, at?.split('/')[1])).toBe(replyText(5))
    const { json: next } = await ana.post<Accepted>('/api/chat', { session_id: 'phoenix', message: 'still there?' })
    await after.first('message_complete', ({ message_id }) => message_id === next.message_id)
    expect(textOn(after, next.message_id)).toBe('alive')
    after.leave()
  })
})

const idOf = (frame: object) => ('id' in frame ? String(frame.id) : undefined)
