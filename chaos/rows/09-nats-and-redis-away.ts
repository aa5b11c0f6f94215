import { setTimeout as pause } from 'node:timers/promises'
import type { Person } from '../../server/test/world/person.ts'
import type { Ground } from '../ground/ground.ts'
import type { Many } from '../ground/many.ts'
import { at, guestAt } from '../ground/pods.ts'
import { flushAll } from '../ground/services.ts'
import { within } from '../ground/wait.ts'
import { allOver, beginWatched, callsOf, checkReaders, saidIn, type Watched } from '../ground/watched.ts'
import { takeNotes, type Notes, type Row } from '../row.ts'

const NATS_AWAY_MS = 1_500
const REDIS_AWAY_MS = 1_000
const REDIS_LONG_AWAY_MS = 30_000
const BEAT_MS = 2_000
/** Who hears nothing reads again after so long. */
const SILENCE_MS = 1_000
const RATE = 40
const AT_ONCE = 4

/** NATS and Redis are killed, and forget all they had, while replies are written and read on every pod. */
export const row: Row = {
  number: 9,
  name: 'NATS and Redis away',
  async run(ground) {
    const notes = takeNotes()
    const world = await ground.openMany(3)
    const ana = await guestAt(world.pods[0])
    const { nats, redis } = world
    for (let round = 0; round < ground.rounds; round++) {
      await during(ground, notes, world, ana, {
        name: 'NATS away',
        seconds: 5,
        stallMs: SILENCE_MS,
        async fault() {
          await nats.kill()
          await pause(NATS_AWAY_MS)
          await nats.start()
        },
      })
      await during(ground, notes, world, ana, {
        name: 'Redis away',
        seconds: 6,
        async fault() {
          await redis.kill()
          await pause(REDIS_AWAY_MS)
          await redis.start()
        },
      })
      await during(ground, notes, world, ana, { name: 'FLUSHALL', seconds: 5, fault: () => flushAll(redis) })
      await during(ground, notes, world, ana, {
        name: 'Redis away for long',
        seconds: 40,
        stallMs: BEAT_MS + SILENCE_MS,
        async fault() {
          await redis.kill()
          await pause(REDIS_LONG_AWAY_MS / 2)
          await sendMeanwhile(notes, world, ana)
          await pause(REDIS_LONG_AWAY_MS / 2)
          await redis.start()
          // Only then the last pieces of what was missing have come.
          await pause(BEAT_MS)
        },
        healed: SILENCE_MS,
      })
    }
    return notes
  },
}

type Phase = {
  name: string
  /** How long each reply takes. */
  seconds: number
  fault: () => Promise<unknown>
  /** The longest that a reader may wait for more text. */
  stallMs?: number
  /** The same, once the fault has gone. */
  healed?: number
}

async function during(ground: Ground, notes: Notes, { model, pods }: Many, ana: Person, phase: Phase): Promise<void> {
  const { name, seconds, fault, stallMs = Infinity, healed = Infinity } = phase
  const tokens = seconds * RATE
  const begin = (n: number) =>
    beginWatched(at(pods[n % pods.length] ?? pods[0], ana), `tokens-${tokens}.rate-${RATE}`, pods)
  const begun: Watched[] = await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => begin(n)))
  const readers = begun.flatMap(one => one.readers)
  await Promise.all(readers.map(reader => reader.has(120)))
  const from = performance.now()
  await fault()
  const to = performance.now()
  await within(seconds * 1_000 + 30_000, `replies while: ${name}`, allOver(begun))

  const stall = ground.stallOf(readers, from)
  notes.most(`${name}: stall ms`, stall.ms)
  notes.must(stall.quietMs <= stallMs, `${name}: a reader waited ${Math.round(stall.ms)} ms`)
  const after = ground.stallOf(readers, to)
  notes.must(after.quietMs <= healed, `${name}: later, a reader waited ${Math.round(after.ms)} ms`)
  for (const one of begun) {
    const end = await ana.row(one.reply)
    notes.must(end.status === 'complete' && end.epoch === 1, `${name}: ended ${end.status} in epoch ${end.epoch}`)
    checkReaders(notes, end, one.readers, saidIn(tokens))
    const calls = callsOf(model, one.model)
    notes.must(calls === 1, `${name}: ${calls} calls of the model`)
  }
}

const MEANWHILE_TOKENS = 100

/** What is sent while Redis is away is accepted as ever, and read on every pod. */
async function sendMeanwhile(notes: Notes, { pods }: Many, ana: Person): Promise<void> {
  const script = `tokens-${MEANWHILE_TOKENS}.rate-${RATE}`
  const sending = pods.map(pod => within(5_000, 'a send without Redis', beginWatched(at(pod, ana), script, pods)))
  const begun = await Promise.all(sending)
  notes.add('sent without Redis', begun.length)
  await within(20_000, 'replies without Redis', allOver(begun))
  for (const { reply, readers } of begun) {
    const end = await ana.row(reply)
    notes.must(end.status === 'complete', `sent without Redis: ended ${end.status}`)
    checkReaders(notes, end, readers, saidIn(MEANWHILE_TOKENS))
  }
}
