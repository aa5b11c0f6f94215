import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { replyText } from '../bench/model/token.ts'
import { createGate } from '../server/test/world/gate.ts'
import type { Person } from '../server/test/world/person.ts'
import { openGround } from './ground/ground.ts'
import type { Many } from './ground/many.ts'
import { missingPrograms } from './ground/missing.ts'
import { at, guestAt } from './ground/pods.ts'
import { until } from './ground/wait.ts'
import { allOver, beginWatched, callsOf, checkReaders, type Watched } from './ground/watched.ts'
import { takeNotes } from './row.ts'

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 1_000_000)
const SERVICES = ['postgres', 'initdb', 'redis-server', 'nats-server'] as const
const missing = missingPrograms(SERVICES)
/** A lease of ten seconds, two beats, and a machine that others use. */
const TAKEN_OVER_MS = 25_000

/** Four of the faults of `npm run chaos`, small enough for every run of the tests. */
describe.skipIf(missing !== undefined)(`two pods on services of their own${missing ? ` (${missing})` : ''}`, () => {
  const ground = openGround(SEED, 1)
  let world: Many
  let ana: Person
  beforeAll(async () => {
    world = await ground.openMany(2)
    ana = await guestAt(world.pods[1])
  }, 60_000)
  afterAll(ground.close, 30_000)

  /** Each of them has ended so, and everybody who read has it whole, each piece once. */
  const expectEnds = async (status: string, begun: Watched[], whole: string) => {
    const notes = takeNotes()
    for (const { reply, readers } of begun) {
      const end = await ana.row(reply)
      expect(end.status).toBe(status)
      checkReaders(notes, end, readers, whole)
    }
    expect(notes.wrong).toEqual([])
  }

  test('a stop at another pod ends the reply and the call of the model, also before the first token', async () => {
    const { model, pods } = world
    const [owner] = pods
    const spoken = await beginWatched(at(owner, ana), 'tokens-400.rate-40', pods)
    const unseen = await beginWatched(at(owner, ana), 'ttft-20000', pods)
    await Promise.all(spoken.readers.map(reader => reader.has(30)))
    for (const { reply } of [spoken, unseen])
      expect([200, 202]).toContain((await ana.post(`/api/messages/${reply.id}/stop`)).status)
    await allOver([spoken, unseen])
    await expectEnds('stopped', [spoken], replyText(400))
    await expectEnds('stopped', [unseen], '')
    expect(await until(5_000, () => model.aborted() === 2)).toBeLessThan(Infinity)
    expect(await ana.post(`/api/messages/${spoken.reply.id}/stop`)).toMatchObject({ status: 200 })
  })

  test('NATS and Redis are killed, and forget everything: readers on every pod have it all', async () => {
    const { model, pods, nats, redis } = world
    const begun = await Promise.all(pods.map(pod => beginWatched(at(pod, ana), 'tokens-240.rate-60', pods)))
    await Promise.all(begun.flatMap(({ readers }) => readers.map(reader => reader.has(30))))
    await Promise.all([nats.kill(), redis.kill()])
    await pause(1_000)
    await Promise.all([nats.start(), redis.start()])
    await allOver(begun)
    await expectEnds('complete', begun, replyText(240))
    for (const one of begun) expect(callsOf(model, one.model)).toBe(1)
  })

  test(
    'an owner is killed: what was seen is kept, and what nobody saw is run once more elsewhere',
    { timeout: 55_000 },
    async () => {
      const { model, pods } = world
      const [owner] = pods
      const gate = createGate()
      const spoken = await beginWatched(at(owner, ana), 'hang-40.tokens-80.rate-100', pods)
      await Promise.all(spoken.readers.map(reader => reader.has(30)))
      model.script(['headers', { until: gate.opened }, { tokens: 30 }])
      const silent = await beginWatched(at(owner, ana), 'silent', pods)
      expect(await until(10_000, () => callsOf(model, silent.model) === 1)).toBeLessThan(Infinity)
      const seen = spoken.readers.map(({ text }) => text)
      await owner.kill()
      gate.open()
      const killedAt = performance.now()
      await allOver([spoken, silent])
      expect(performance.now() - killedAt).toBeLessThan(TAKEN_OVER_MS)
      await expectEnds('interrupted', [spoken], replyText(80))
      await expectEnds('complete', [silent], replyText(30))
      for (const text of seen) expect((await ana.row(spoken.reply)).content.startsWith(text)).toBe(true)
      expect([spoken, silent].map(one => callsOf(model, one.model))).toEqual([1, 2])
    },
  )
})
