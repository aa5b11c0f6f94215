import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Step } from '../../bench/model/steps.ts'
import { replyText } from '../../bench/model/token.ts'
import type { Person } from '../../server/test/world/person.ts'
import { createGate, type Gate } from '../../server/test/world/gate.ts'
import { readSse } from '../../server/test/world/sse.ts'
import { at, guestAt, type Pod } from '../ground/pods.ts'
import { until, within } from '../ground/wait.ts'
import { allOver, beginWatched, callsOf, checkReaders, type Watched } from '../ground/watched.ts'
import { takeNotes, type Notes, type Row } from '../row.ts'

const DRAIN_MS = 4_000
/** What ends in time, what does not, and what has not begun to speak when time is up. */
const KINDS = ['short', 'long', 'silent'] as const
type KindOf = (typeof KINDS)[number]
const TOKENS: Record<KindOf, number> = { short: 30, long: 900, silent: 30 }
const EACH = 8
const FEEDS = 50
/** Those who were told to go come to the others over this time at least, and never more than so many at once. */
const SPREAD_MS = 750
const TOGETHER = 10
const TOGETHER_MS = 100

type Begun = Watched & { kind: KindOf }

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
      const sentAway = await Promise.all(Array.from({ length: FEEDS }, () => openFeed(person)))
      const [leaving, gone] = [createGate(), createGate()]
      model.reset()
      model.script(...scripts(leaving, gone))
      const begun: Begun[] = []
      for (const kind of KINDS) {
        const all = Array.from({ length: EACH }, () => beginWatched(person, kind, [leaver, ...others]))
        begun.push(...(await Promise.all(all)).map(watched => ({ kind, ...watched })))
        await until(20_000, () => model.calls() === begun.length)
      }
      const spoken = begun.filter(({ kind }) => kind !== 'silent').flatMap(({ readers }) => readers)
      await Promise.all(spoken.map(reader => reader.has(1)))

      const left = leaver.leave()
      leaving.open()
      const knocking = knockWhileItLives(leaver)
      const { code, ms } = await within(DRAIN_MS + 20_000, 'the end of a pod that leaves', left)
      gone.open()
      notes.most('exit ms', ms)
      notes.must(code === 0 && ms <= DRAIN_MS, `it left with ${code} after ${Math.round(ms)} ms, not ${DRAIN_MS}`)
      const admitted = await knocking
      notes.must(admitted === 0, `${admitted} new connections were taken while it left`)
      judgeSpread(notes, await Promise.all(sentAway.map(({ at: when }) => when)))
      await within(40_000, 'replies of a pod that has left', allOver(begun))
      const elsewhere = at(others[0] ?? leaver, ana)
      for (const one of begun) await judge(notes, elsewhere, one, callsOf(model, one.model))
      await leaver.start()
    }
    return notes
  },
}

/** The n-th call gets the n-th of these; all behind them, who are run elsewhere, the last. */
function scripts(leaving: Gate, gone: Gate): Step[][] {
  const one: Record<KindOf, Step[]> = {
    short: [{ tokens: 3 }, { until: leaving.opened }, { tokens: TOKENS.short - 3, perSecond: 40 }],
    long: [{ tokens: 3 }, { until: leaving.opened }, { tokens: TOKENS.long - 3, perSecond: 40 }],
    silent: ['headers', { until: gone.opened }, { tokens: TOKENS.silent }],
  }
  return KINDS.flatMap(kind => Array.from({ length: EACH }, () => one[kind]))
}

async function judge(notes: Notes, ana: Person, { kind, reply, readers }: Begun, calls: number): Promise<void> {
  const end = await ana.row(reply)
  notes.add(end.status, 1)
  const due = kind === 'long' ? 'interrupted' : 'complete'
  notes.must(end.status === due, `a ${kind} one ended ${end.status}`)
  notes.must(calls === (kind === 'silent' ? 2 : 1), `${calls} calls of the model for a ${kind} one`)
  checkReaders(notes, end, readers, replyText(TOKENS[kind]))
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
async function knockWhileItLives(pod: Pod): Promise<number> {
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
