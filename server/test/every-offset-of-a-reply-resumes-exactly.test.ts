import { afterEach, expect, test } from 'vitest'
import type { Step } from '../../bench/model/steps.ts'
import { insidePair } from '@folio/protocol'
import { inEveryWorld, type World } from './world/world.ts'
import type { Person, Reply, Way } from './world/person.ts'

/** Characters of one unit and of two, marks that combine, joiners, flags, right to left, and what JSON and SSE escape. */
const TEXT = [
  'Plain words first.\n\nThen 🌍, 🚀 and 👩‍🚀: a family 👨‍👩‍👧‍👦, a flag 🏳️‍🌈 🇪🇺, a thumb 👍🏽. ',
  'Combining: e\u0301 o\u0302\u0323 n\u0303 Z\u0351\u036b\u0343a\u0323\u030alg\u0301o. ',
  'Scripts: naïve, 東京, שלום, العربية, हिन्दी, 𝒳²+𝒴² ≤ 𝟙, 𠜎𠜱. ',
  'Escapes: "quoted" \\ back\\slash, tab\t, return\r\n, data: x, event: y, id: 3, \u2028 and \u2029, <b>&amp;</b>, \u0007. ',
  '🙂🙃🙂🙃 the end 🏁',
].join('')
/** Cut as a model cuts: anywhere but inside of a character. */
const PIECES = TEXT.match(/[\s\S]{1,3}(?<![\ud800-\udbff])/g) ?? []
const OFFSETS = Array.from({ length: TEXT.length + 1 }, (_, offset) => offset)
/** That one socket sends here: more than 200 in ten seconds are too many. */
const FRAMES = 150
const isInside = (offset: number) => insidePair(TEXT, offset)

const whole: Step[] = PIECES.map(text => ({ text }))
const paced: Step[] = PIECES.flatMap(text => [{ text }, { waitMs: 15 }])

inEveryWorld(world => {
  afterEach(() => world.fresh())

  test('the text under test is long enough, and has pairs to part', () => {
    expect(PIECES.join('')).toBe(TEXT)
    expect(TEXT.length).toBeGreaterThan(280)
    expect(OFFSETS.filter(isInside).length).toBeGreaterThan(20)
  })

  test.each(['sse', 'text'] as const)('by %s an ended reply is read from each of its offsets', async way => {
    const { ana, reply } = await begin(world, whole)
    expect((await ana.ended(reply)).content).toBe(TEXT)
    await inTurns(OFFSETS, 6, async offset => expect(await tryFrom(ana, reply, way, offset)).toBe(restFrom(offset)))
  })

  test('by websocket an ended reply is read from each of its offsets', async () => {
    const { ana, reply } = await begin(world, whole)
    await ana.ended(reply)
    let socket = await ana.socket()
    for (const offset of OFFSETS) {
      const after = `1.${offset}`
      if (offset % FRAMES === FRAMES - 1) {
        socket.close()
        socket = await ana.socket()
      }
      if (isInside(offset)) {
        const asked = { type: 'follow', message_id: reply.id, after } as const
        expect(await socket.ask(asked)).toMatchObject({ type: 'error', code: 'invalid_address' })
        continue
      }
      const follower = socket.follow(reply.id, after)
      expect(await follower.over).toBe('whole')
      expect(follower.text).toBe(TEXT.slice(offset))
    }
    socket.close()
  })

  test('while it is written, a reply is read from each of its offsets at once', async () => {
    const { ana, reply } = await begin(world, paced)
    const watcher = await ana.follow(reply)
    const device = await ana.socket()
    const ways: readonly Way[] = ['sse', 'text']
    // What is parted is only known once it is there; before, the offset is one of the future.
    const readers = OFFSETS.filter(offset => !isInside(offset)).map(async offset => {
      expect(await ana.read(reply, ways[offset % 2] ?? 'sse', `1.${offset}`)).toBe(TEXT.slice(offset))
    })
    for (const offset of OFFSETS.filter(at => at % 10 === 0 && !isInside(at))) {
      const follower = device.follow(reply.id, `1.${offset}`)
      await follower.until(() => follower.complete !== undefined || follower.text !== '')
      follower.leave()
      device.send({ type: 'unfollow', message_id: reply.id })
      expect(TEXT.slice(offset)).toContain(follower.text)
    }
    await Promise.all(readers)
    expect(await watcher.over).toBe('whole')
    expect(watcher.text).toBe(TEXT)
    device.close()
  })
})

async function begin(world: World, script: Step[]): Promise<{ ana: Person; reply: Reply }> {
  world.model.script(script)
  const ana = await world.guest()
  return { ana, reply: await ana.say('hello') }
}

/** What is read from an offset, or the code that refuses it. */
async function tryFrom(ana: Person, reply: Reply, way: 'sse' | 'text', offset: number): Promise<string> {
  if (!isInside(offset)) return ana.read(reply, way, `1.${offset}`)
  const path = way === 'sse' ? 'events' : 'text'
  const { status, json } = await ana.get<{ code: string }>(`/api/messages/${reply.id}/${path}?after=1.${offset}`)
  return `${status} ${json.code}`
}

function restFrom(offset: number): string {
  return isInside(offset) ? '400 invalid_address' : TEXT.slice(offset)
}

/** Does the work for each, `atOnce` at a time. */
async function inTurns<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items]
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
