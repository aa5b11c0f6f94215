import { waitForQuiet } from '../../bench/quiet.ts'
import { guestAt } from '../ground/pods.ts'
import { rush, type Rush, type Rushed } from '../ground/crowd.ts'
import { takeNotes, type Row } from '../row.ts'

const PEOPLE = 40
const MODEL = 'tokens-5'
const AT_ONCE = 48
const SECONDS = { warm: 3, knee: 4, normal: 5, overload: 6, after: 8 }
/** What else this machine does would be taken for the limit of the server. */
const QUIET_MS = 8_000
const TIMES = 5
const REFUSED_MS = 50
const NORMAL_AGAIN_S = 5
/** Below this twice as long is no difference that anybody notices. */
const LEAST_MS = 10

/** Five times as many messages as the server can take, for some seconds. */
export const row: Row = {
  number: 17,
  name: 'overload',
  alone: true,
  async run(ground) {
    const notes = takeNotes()
    const { pod } = await ground.openAlone()
    const people = await Promise.all(Array.from({ length: PEOPLE }, () => guestAt(pod)))
    const tokens = people.map(({ token }) => token)
    const send = (name: keyof typeof SECONDS, how: { perSecond: number } | { atOnce: number }): Promise<Rushed> =>
      rush({ base: pod.base, tokens, model: MODEL, name, seconds: SECONDS[name], ...how } satisfies Rush)

    await send('warm', { atOnce: AT_ONCE })
    await waitForQuiet(QUIET_MS)
    const { accepted } = await send('knee', { atOnce: AT_ONCE })
    const knee = accepted / SECONDS.knee
    notes.tell('knee /s', Math.round(knee))
    await waitForQuiet(QUIET_MS)
    const normal = await send('normal', { perSecond: knee / 2 })
    const over = await send('overload', { perSecond: knee * TIMES })
    const after = await send('after', { perSecond: knee / 2 })

    notes.tell('normal p99 ms', Math.round(normal.acceptedMs))
    notes.tell('accepted p99 ms', Math.round(over.acceptedMs))
    notes.tell('refused p99 ms', Math.round(over.refusedMs))
    const list = (times: number[]) => times.map(Math.round).join('/')
    notes.tell('by second', `${list(over.acceptedMsBySecond)} and ${list(over.refusedMsBySecond)}`)
    notes.tell('accepted', over.accepted)
    notes.tell('refused', over.refused)
    notes.tell('unsent', over.unsent)
    const afterMs = Math.max(...after.acceptedMsBySecond.slice(NORMAL_AGAIN_S))
    notes.tell('afterwards p99 ms', Math.round(afterMs))
    notes.tell('sender late ms', Math.round(over.lateMs))
    const limitMs = 2 * Math.max(normal.acceptedMs, LEAST_MS) + over.lateMs
    notes.must(normal.refused + normal.broken === 0, `at half of the knee ${normal.refused} were refused`)
    notes.must(
      over.acceptedMs <= limitMs,
      `accepted at p99 ${Math.round(over.acceptedMs)} ms, not ${Math.round(limitMs)}`,
    )
    notes.must(over.refusedMs <= REFUSED_MS + over.lateMs, `refused at p99 after ${Math.round(over.refusedMs)} ms`)
    notes.must(over.refused > 0, 'nothing was refused')
    notes.must(over.broken === 0, `${over.broken} got another answer, or none`)
    notes.must(afterMs <= limitMs, `${NORMAL_AGAIN_S} s later accepted at p99 in ${Math.round(afterMs)} ms`)
    notes.must(after.accepted >= over.accepted / TIMES / 2, `afterwards only ${after.accepted} were accepted`)
    return notes
  },
}
