import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { replyText } from '../../bench/model/token.ts'
import type { Person } from '../../server/test/world/person.ts'
import { readSse } from '../../server/test/world/sse.ts'
import { at, guestAt, type Pod } from '../ground/pods.ts'
import { within } from '../ground/wait.ts'
import { allOver, beginWatched, callsOf, checkReaders, type Watched } from '../ground/watched.ts'
import { takeNotes, type Notes, type Row } from '../row.ts'

const DRAIN_MS = 4_000
/** What ends in time, what does not, and what has not begun to speak when time is up. */
const KINDS = { short: 'tokens-60.rate-40', long: 'tokens-700.rate-40', silent: 'ttft-6000.tokens-30' } as const
type KindOf = keyof typeof KINDS
const WHOLE: Record<KindOf, string> = { short: replyText(60), long: replyText(700), silent: replyText(30) }
const EACH = 8
const FEEDS = 50
/** Those who were told to go come to the others over this time at least, and never more than so many at once. */
const SPREAD_MS = 1_000
const TOGETHER = 10
const TOGETHER_MS = 100

/** SIGTERM of a pod that writes many replies and is read by many. */
export const row: Row = {
  number: 7,
  name: 'leaving under load',
  async run(ground) {
    const notes = takeNotes()
    const { model, pods } = await ground.openMany(3, { DRAIN_MS: String(DRAIN_MS) })
    const ana = await guestAt(pods[0])
    for (let round = 0; round < ground.rounds; round++) {
      const leaver = ground.chance.pick(pods) ?? pods[0]
      const others = pods.filter(pod => pod !== leaver)
      const person = at(leaver, ana)
      const doors = [leaver, ...others]
      const begun: Record<KindOf, Watched[]> = { short: [], long: [], silent: [] }
      const sentAway = await Promise.all(Array.from({ length: FEEDS }, () => openFeed(person)))
      for (const kind of Object.keys(KINDS) as KindOf[])
        for (let n = 0; n < EACH; n++) begun[kind].push(await beginWatched(person, KINDS[kind], doors))
      await Promise.all(begun.long.flatMap(({ readers }) => readers.map(reader => reader.has(20))))

      const leaving = leaver.leave()
      const asked = refusesAll(leaver)
      const { code, ms } = await within(DRAIN_MS + 20_000, 'the end of a pod that leaves', leaving)
      notes.most('exit ms', ms)
      notes.must(code === 0 && ms <= DRAIN_MS, `it left with ${code} after ${Math.round(ms)} ms, not ${DRAIN_MS}`)
      const admitted = await asked
      notes.must(admitted === 0, `${admitted} new connections were taken while it left`)
      judgeSpread(notes, await Promise.all(sentAway.map(({ at: when }) => when)))
      await within(40_000, 'replies of a pod that has left', allOver(Object.values(begun).flat()))
      const elsewhere = at(others[0] ?? leaver, ana)
      for (const kind of Object.keys(KINDS) as KindOf[])
        for (const one of begun[kind]) await judge(notes, elsewhere, kind, one, callsOf(model, one.model))
      await leaver.start()
    }
    return notes
  },
}

async function judge(notes: Notes, ana: Person, kind: KindOf, { reply, readers }: Watched, calls: number) {
  const end = await ana.row(reply)
  notes.add(end.status, 1)
  const due = kind === 'long' ? 'interrupted' : 'complete'
  notes.must(end.status === due, `a ${kind} one ended ${end.status}`)
  notes.must(calls === (kind === 'silent' ? 2 : 1), `${calls} calls of the model for a ${kind} one`)
  checkReaders(notes, end, readers, WHOLE[kind])
}

/** A device that waits to be told to go. */
async function openFeed(person: Person): Promise<{ at: Promise<number> }> {
  const { pieces } = await person.stream('GET', '/api/events')
  const told = async () => {
    for await (const frame of readSse(pieces)) if (frame.type === 'reconnect') return performance.now()
    return NaN
  }
  return { at: told().catch(() => NaN) }
}

/** Knocks until the pod has gone; answers how often it was let in. */
async function refusesAll(pod: Pod): Promise<number> {
  await pause(200)
  let admitted = 0
  while (pod.alive) {
    if (await knock(pod)) admitted++
    await pause(100)
  }
  return admitted
}

function knock({ base }: Pod): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(Number(new URL(base).port), '127.0.0.1')
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('close', () => socket.destroy())
    socket.once('connect', () => socket.destroy())
  })
}

function judgeSpread(notes: Notes, times: number[]): void {
  const told = times.filter(time => !Number.isNaN(time)).sort((a, b) => a - b)
  notes.must(told.length === FEEDS, `${told.length} of ${FEEDS} feeds were told to go`)
  const spreadMs = (told.at(-1) ?? 0) - (told[0] ?? 0)
  notes.most('told over ms', spreadMs)
  notes.must(spreadMs >= SPREAD_MS, `all were sent away within ${Math.round(spreadMs)} ms`)
  const together = told.map(time => told.filter(other => other >= time && other < time + TOGETHER_MS).length)
  notes.most('at once', Math.max(...together))
  notes.must(Math.max(...together) <= TOGETHER, `${Math.max(...together)} were sent away within ${TOGETHER_MS} ms`)
}
