import { setTimeout as pause } from 'node:timers/promises'
import type { Person } from '../../server/test/world/person.ts'
import type { Ground } from '../ground/ground.ts'
import type { Many } from '../ground/many.ts'
import { at, guestAt } from '../ground/pods.ts'
import { readFaithfully } from '../ground/reader.ts'
import { until, within } from '../ground/wait.ts'
import { allOver, beginWatched, callsOf, checkReaders, saidIn } from '../ground/watched.ts'
import { takeNotes, type Notes, type Row } from '../row.ts'
import { TAKEN_OVER_MS } from './03-owner-killed-text-visible.ts'

const RATE = 40
const AT_ONCE = 6
/** Shorter than a lease, and longer. */
const AWAY_MS = [1_500, 14_000] as const
const STALL_MS = 1_000
const ANSWERED_MS = 6_000
/** A pool that was cut notices, and connects anew. */
const BACK_MS = 5_000

/** PostgreSQL is restarted while replies are written; then it is away at their ends, and their owner dies. */
export const row: Row = {
  number: 10,
  name: 'PostgreSQL away',
  async run(ground) {
    const notes = takeNotes()
    const world = await ground.openMany(3)
    const ana = await guestAt(world.pods[0])
    for (let round = 0; round < ground.rounds; round++) {
      for (const awayMs of AWAY_MS) await restart(ground, notes, world, ana, awayMs)
      await downAtTheEnd(notes, world, ana)
    }
    return notes
  },
}

async function restart(
  ground: Ground,
  notes: Notes,
  { model, pods, postgres }: Many,
  ana: Person,
  awayMs: number,
): Promise<void> {
  const tokens = ((awayMs + 4_000) / 1_000) * RATE
  const begin = (n: number) =>
    beginWatched(at(pods[n % pods.length] ?? pods[0], ana), `tokens-${tokens}.rate-${RATE}`, pods)
  const begun = await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => begin(n)))
  const conversationId = await ana.conversation()
  const readers = begun.flatMap(one => one.readers)
  await Promise.all(readers.map(reader => reader.has(60)))
  await postgres.kill()
  const back = pause(awayMs).then(postgres.start)
  // Where the row fails before, nobody waits for it any more.
  back.catch(() => {})
  await refused(notes, ana, conversationId)
  await back
  const backMs = await until(BACK_MS, async () => {
    const { status } = await ana.post(`/api/conversations/${conversationId}/messages`, { content: 'again' })
    return status === 202
  })
  notes.most('sends again ms', backMs)
  notes.must(backMs < Infinity, `no send is accepted ${BACK_MS} ms after the database is back`)
  await within(awayMs + 40_000, 'replies over a restart', allOver(begun))
  for (const one of begun) {
    const end = await ana.row(one.reply)
    notes.add('replies', 1)
    notes.must(end.status === 'complete' && end.epoch === 1, `ended ${end.status} in epoch ${end.epoch}`)
    checkReaders(notes, end, one.readers, saidIn(tokens))
    notes.must(callsOf(model, one.model) === 1, `${callsOf(model, one.model)} calls of the model`)
  }
  const { ms, quietMs } = ground.stallOf(readers)
  notes.most('stall ms', ms)
  notes.must(quietMs <= STALL_MS, `${awayMs} ms away: a reader waited ${Math.round(ms)} ms`)
}

async function refused(notes: Notes, ana: Person, conversationId: string): Promise<void> {
  const asked = ana.post(`/api/conversations/${conversationId}/messages`, { content: 'hello' })
  const beganAt = performance.now()
  const { status, headers } = await within(ANSWERED_MS, 'a send without a database', asked)
  notes.most('refused after ms', performance.now() - beganAt)
  notes.must(status === 503, `without a database a send is answered ${status}`)
  notes.must(Number(headers['retry-after']) > 0, `${status} comes without Retry-After`)
}

async function downAtTheEnd(notes: Notes, { model, pods, postgres }: Many, ana: Person): Promise<void> {
  const [owner, other] = pods
  const begun = await Promise.all(
    Array.from({ length: AT_ONCE }, () => beginWatched(at(owner, ana), `tokens-80.rate-${RATE}`, pods)),
  )
  const whole = saidIn(80)
  await Promise.all(begun.flatMap(({ readers }) => readers.map(reader => reader.has(60))))
  await postgres.kill()
  await within(
    10_000,
    'the text of replies while the database is away',
    Promise.all(begun.flatMap(({ readers }) => readers.map(reader => reader.has(whole.length)))),
  )
  // The end is on the tape a moment behind the text.
  await pause(500)
  await owner.kill()
  await postgres.start()
  const backAt = performance.now()
  await within(TAKEN_OVER_MS + 15_000, 'replies whose end was not stored', allOver(begun))
  const ms = performance.now() - backAt
  notes.most('ended elsewhere ms', ms)
  // Who could not renew leases either is patient for two more beats.
  notes.must(ms <= TAKEN_OVER_MS + 4_000, `their ends were stored after ${Math.round(ms)} ms`)
  for (const one of begun) {
    const end = await at(other, ana).row(one.reply)
    notes.add('ended elsewhere', 1)
    notes.must(end.status === 'complete', `the owner killed before its end was stored: ended ${end.status}`)
    checkReaders(notes, end, one.readers, whole)
    notes.must(callsOf(model, one.model) === 1, `${callsOf(model, one.model)} calls of the model`)
    const fresh = readFaithfully(ana, one.reply, [other])
    await fresh.over
    notes.must(fresh.text === whole, `a fresh reader has ${fresh.text.length} of ${whole.length} units`)
  }
  await owner.start()
}
