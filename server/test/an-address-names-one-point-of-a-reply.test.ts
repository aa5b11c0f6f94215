import { afterEach, expect, test } from 'vitest'
import { replyText } from '../../bench/model/token.ts'
import { followSse } from './world/follower.ts'
import { textOf, type Answer } from './world/http.ts'
import type { Frame } from './world/inbox.ts'
import { readSse } from './world/sse.ts'
import { inEveryWorld } from './world/world.ts'

const TEXT = replyText(20)
const GARBAGE = [
  '',
  'x',
  '-1',
  '1.-2',
  '1.2.3',
  '1.',
  '.5',
  '1e3',
  '0x10',
  ' 5',
  '5 ',
  '१२',
  '1/5',
  '1.1e9',
  '9'.repeat(16),
  'NaN',
]

inEveryWorld(world => {
  afterEach(() => world.fresh())

  test('an address with an epoch, one without, and Last-Event-ID all name the same point', async () => {
    const ana = await world.guest()
    const reply = await ana.say('hello', { model: 'tokens-20' })
    await ana.ended(reply)
    const path = `/api/messages/${reply.id}/events`
    const asked = [
      { query: '?after=1.33', headers: {} },
      { query: '?after=33', headers: {} },
      { query: '', headers: { 'last-event-id': '1.33' } },
      { query: '', headers: { 'last-event-id': '33' } },
      { query: '', headers: { 'last-event-id': '7/1.33' } },
      // What the client says now counts more than what its browser remembers.
      { query: '?after=33', headers: { 'last-event-id': '1.5' } },
    ]
    for (const { query, headers } of asked) {
      const follower = followSse(await ana.stream('GET', path + query, { headers }), '33')
      expect(await follower.over).toBe('whole')
      expect(follower.text).toBe(TEXT.slice(33))
    }
  })

  test('the id of each event is the address behind it: from there on nothing is missing', async () => {
    const ana = await world.guest()
    const reply = await ana.say('hello', { model: 'tokens-20.rate-200' })
    const whole = await ana.follow(reply)
    expect(await whole.over).toBe('whole')
    let had = ''
    for (const frame of whole.frames) {
      if (frame.type !== 'chunk') continue
      had += frame.chunk
      expect(frame.id).toMatch(/^1\.\d+$/)
      const again = await ana.follow(reply, frame.id)
      expect(await again.over).toBe('whole')
      expect(had + again.text).toBe(TEXT)
    }
    expect(had).toBe(TEXT)
  })

  test('plain text says at which address its body starts', async () => {
    const ana = await world.guest()
    const reply = await ana.say('hello', { model: 'tokens-20' })
    await ana.ended(reply)
    const answer = await ana.stream('GET', `/api/messages/${reply.id}/text?after=33`)
    expect(answer.headers['x-reply-address']).toBe('1.33')
    expect(await textOf(answer.pieces)).toBe(TEXT.slice(33))
  })

  test.each(GARBAGE)('%j is no address', async after => {
    const ana = await world.guest()
    const reply = await ana.say('hello', { model: 'tokens-2' })
    await ana.ended(reply)
    for (const path of ['events', 'text']) {
      const { status, json } = await ana.get(`/api/messages/${reply.id}/${path}?after=${encodeURIComponent(after)}`)
      expect([status, json.code]).toEqual([400, 'invalid_address'])
    }
    const socket = await ana.socket()
    expect(await socket.ask({ type: 'follow', message_id: reply.id, after })).toMatchObject({
      type: 'error',
      code: 'invalid_address',
    })
    socket.close()
  })

  test('an address behind the end of an ended reply gives its end, and no text', async () => {
    const ana = await world.guest()
    const reply = await ana.say('hello', { model: 'tokens-2' })
    await ana.ended(reply)
    const { text, frames } = await readEnd(await ana.stream('GET', `/api/messages/${reply.id}/events?after=1.5000`))
    expect(text).toBe('')
    expect(frames.at(-1)).toMatchObject({ type: 'message_complete', status: 'complete' })
    expect(await ana.read(reply, 'text', '1.5000')).toBe('')
  })

  test('an address of the future waits until the reply is there', async () => {
    let goOn = () => {}
    const told = new Promise<void>(resolve => (goOn = resolve))
    world.model.script([{ tokens: 2 }, { until: told }, { tokens: 18 }])
    const ana = await world.guest()
    const reply = await ana.say('hello')
    const present = await ana.follow(reply)
    await present.until(() => present.text.length >= 12)
    const ways = ['sse', 'text', 'websocket'] as const
    const readers = ways.map(way => ana.read(reply, way, '1.60'))
    const beyond = ana.read(reply, 'text', '1.5000')
    goOn()
    expect(await Promise.all(readers)).toEqual(ways.map(() => TEXT.slice(60)))
    expect(await beyond).toBe('')
  })

  test('an address of an epoch that is over, or not yet, counts by its offset', async () => {
    world.model.script([{ tokens: 10 }, 'drop'], [{ text: 'and on' }])
    const ana = await world.guest()
    const reply = await ana.say('hello')
    expect(await ana.ended(reply)).toMatchObject({ status: 'failed', epoch: 1 })
    await ana.post(`/api/messages/${reply.id}/continue`)
    const row = await ana.ended(reply)
    expect(row).toMatchObject({ status: 'complete', epoch: 2 })
    for (const epoch of [0, 1, 2, 7]) {
      const { text } = await readEnd(await ana.stream('GET', `/api/messages/${reply.id}/events?after=${epoch}.24`))
      expect(text).toBe(row.content.slice(24))
    }
  })
})

/** All that comes, without a look at where it began. */
async function readEnd({ pieces }: Answer): Promise<{ frames: Frame[]; text: string }> {
  const frames: Frame[] = []
  for await (const frame of readSse(pieces)) frames.push(frame)
  return { frames, text: frames.map(frame => (frame.type === 'chunk' ? frame.chunk : '')).join('') }
}
