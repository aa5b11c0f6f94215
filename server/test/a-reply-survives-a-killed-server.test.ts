import { isEnd, type Message } from '@folio/protocol'
import { afterAll, expect, test } from 'vitest'
import { replyText } from '../../bench/model/token.ts'
import { seeded, type Seeded } from '../src/replies/testing/seeded.ts'
import { createTranscript, type Follower } from './world/follower.ts'
import type { Person, Reply } from './world/person.ts'
import { inEveryWorld, type World } from './world/world.ts'

const KILLS = Number(process.env.KILLS ?? 12)
const TOKENS = 80
const WHOLE = replyText(TOKENS)
/** Whoever waits for the lease of the dead to end waits longer. */
const AT_ONCE_MS = 7_000
const SEED = Number(process.env.TEST_SEED ?? Date.now() % 1_000_000)
const lines: string[] = []

inEveryWorld(world => {
  const chance = seeded(SEED)
  afterAll(() => console.log(lines.splice(0).join('\n')))

  test(
    `killed ${KILLS} times at any moment, nothing seen is lost, and what was accepted ends`,
    { timeout: 240_000 },
    async () => {
      for (let kill = 1; kill <= KILLS; kill++) await survive(world, chance, kill)
    },
  )

  test('a reply that was killed before the model spoke is asked for once more, and its readers notice nothing', async () => {
    const ana = await world.guest()
    const reply = await ana.say('hello', { model: 'ttft-300.tokens-20' })
    const before = await ana.follow(reply)
    await expect.poll(() => callsOf(world, 'ttft-300.tokens-20')).toBe(1)
    await world.kill()
    expect(await before.over).toBe('broken')
    await world.restart()
    const after = await ana.follow(reply, before.address)
    expect(await after.over).toBe('whole')
    expect(before.text + after.text).toBe(replyText(20))
    expect(await ana.row(reply)).toMatchObject({ status: 'complete', content: replyText(20) })
    expect(callsOf(world, 'ttft-300.tokens-20')).toBe(2)
  })

  test('a server that kills itself over a reply, again and again, does not ask the model for ever', async () => {
    const ana = await world.guest()
    const reply = await ana.say('hello', { model: 'mute' })
    for (const calls of [1, 2]) {
      await expect.poll(() => callsOf(world, 'mute'), { timeout: 10_000 }).toBe(calls)
      await world.kill()
      await world.restart()
    }
    expect(await ana.ended(reply)).toMatchObject({
      status: 'interrupted',
      content: '',
      error: { code: 'server_stopped' },
    })
    expect(callsOf(world, 'mute')).toBe(2)
  })

  test('a reply that was asked to stop just before the kill is stopped, not interrupted', async () => {
    world.model.script([{ tokens: 5 }, 'hang'])
    const ana = await world.guest()
    const reply = await ana.say('hello')
    const reader = await ana.follow(reply)
    await reader.until(() => reader.text.length >= replyText(5).length)
    expect([200, 202]).toContain((await ana.post(`/api/messages/${reply.id}/stop`)).status)
    await world.kill()
    await world.restart()
    expect(await ana.ended(reply)).toMatchObject({ status: 'stopped', content: replyText(5) })
  })
})

/** One kill at a moment that chance picks, and what everybody has after it. */
async function survive(world: World, chance: Seeded, kill: number): Promise<void> {
  const ana = await world.guest()
  const model = `ttft-${chance.int(2) * 60}.tokens-${TOKENS}.rate-400.kill-${kill}`
  const waiting = chance.int(4)
  const moment = { units: chance.int(5) === 0 ? 0 : chance.int(WHOLE.length), ms: chance.int(12) }

  const reply = await ana.say('hello', { model })
  const queued: Reply[] = []
  for (let n = 0; n < waiting; n++) queued.push(await ana.say(`and ${n}`, { model: `tokens-9.queued-${kill}` }))
  const device = await ana.socket()
  const readers = [await ana.follow(reply), device.follow(reply.id)]
  await readers[0]?.until(() => (readers[0]?.text.length ?? 0) >= moment.units)
  await new Promise(resolve => setTimeout(resolve, moment.ms))
  await world.kill()
  await Promise.all(readers.map(reader => reader.over))
  await world.restart()
  const restartedAt = performance.now()

  const texts = await Promise.all([...readers.map(reader => comeBack(ana, reply, reader)), ...comeFresh(ana, reply)])
  const backMs = performance.now() - restartedAt
  const row = await ana.row(reply)
  const seen = Math.max(...readers.map(reader => reader.text.length))
  lines.push(
    `kill ${kill} on ${world.kind}, seed ${SEED}: ${seen} of ${WHOLE.length} units seen, ${waiting} waiting: ` +
      `${row.status} at ${row.length}, ${texts.length} readers`,
  )
  expect(new Set(texts)).toEqual(new Set([row.content]))
  expect(backMs).toBeLessThan(AT_ONCE_MS)
  for (const reader of readers) expect(row.content.startsWith(reader.text)).toBe(true)
  checkEnd(row, seen, callsOf(world, model))
  for (const next of queued) expect(await ana.ended(next)).toMatchObject({ status: 'complete', content: replyText(9) })
  expect(callsOf(world, `tokens-9.queued-${kill}`)).toBeLessThanOrEqual(waiting + 1)
  if (row.status === 'interrupted') await goOn(ana, row, reply)
}

/** Text that was there stays and is never made again; where there was none, the reply was made anew. */
function checkEnd({ status, content, error }: Message, seen: number, calls: number): void {
  expect(isEnd(status)).toBe(true)
  if (status === 'complete') {
    expect(content).toBe(WHOLE)
    expect(calls).toBeLessThanOrEqual(seen > 0 ? 1 : 2)
  } else {
    expect(status).toBe('interrupted')
    expect(error).toMatchObject({ code: 'server_stopped' })
    expect(content).not.toBe('')
    expect(WHOLE.startsWith(content)).toBe(true)
    expect(calls).toBe(1)
  }
}

/** The text of a reader who comes back with its address: what it had, and the rest. */
async function comeBack(ana: Person, reply: Reply, before: Follower): Promise<string> {
  const after = await ana.follow(reply, before.address)
  expect(await after.over).toBe('whole')
  return before.text + after.text
}

function comeFresh(ana: Person, reply: Reply): Promise<string>[] {
  return (['sse', 'websocket'] as const).map(way => ana.read(reply, way))
}

/** Continue goes on behind the text, for a reader who was there before as for one who comes fresh. */
async function goOn(ana: Person, { content, epoch }: Message, reply: Reply): Promise<void> {
  const had = createTranscript()
  const before = await ana.follow(reply)
  await before.over
  for (const frame of before.frames) if (frame.type === 'chunk') had.take(frame)
  expect((await ana.post(`/api/messages/${reply.id}/continue`)).status).toBe(202)
  const row = await ana.ended(reply)
  expect(row).toMatchObject({ status: 'complete', content: content + WHOLE, epoch: epoch + 1, error: null })
  expect(had.text + (await ana.read(reply, 'sse', had.address))).toBe(row.content)
}

const callsOf = (world: World, model: string) => world.model.requests.filter(call => call.model === model).length
