import { setTimeout as pause } from 'node:timers/promises'
import type { Conversation, Page } from '@folio/protocol'
import type { Person } from '../../server/test/world/person.ts'
import type { Ground } from '../ground/ground.ts'
import type { Many } from '../ground/many.ts'
import { at, guestAt, type Pod } from '../ground/pods.ts'
import { flushAll } from '../ground/services.ts'
import { until, within } from '../ground/wait.ts'
import { allOver, beginWatched, callsOf, checkReaders, checkText, saidIn, type Watched } from '../ground/watched.ts'
import { takeNotes, type Notes, type Row } from '../row.ts'
import { TAKEN_OVER_MS } from './03-owner-killed-text-visible.ts'

const STORM_MS = 60_000
const REPLIES = 200
const KILL_EVERY_MS = 5_000
const AWAY_MS = 1_000
const FAULT_EVERY_MS = 7_000
const LENGTHS = [20, 60, 150, 300] as const
/** A lease, two beats, the same again for who took it over and died too, and the longest reply. */
const ENDED_MS = 60_000

/** For a minute replies are sent and read while pods, NATS and Redis are killed, and hints are lost. */
export const row: Row = {
  number: 18,
  name: 'everything at once',
  alone: true,
  async run(ground) {
    const notes = takeNotes()
    const world = await ground.openMany(3)
    const ana = await guestAt(world.pods[0])
    for (let round = 0; round < ground.rounds; round++) {
      const past: Past = { kills: [], losses: [] }
      world.mischief = { lost: 0.2, doubled: 0.2, lateMs: 80 }
      const storms = [killPods, harmServices].map(storm => storm(ground, world, past))
      const begun = await sendAll(ground, notes, world, ana)
      await Promise.all(storms)
      world.mischief = { lost: 0, doubled: 0, lateMs: 0 }
      notes.tell('kills', past.kills.length)
      notes.tell('losses of Redis', past.losses.length)
      const ended = allOver(begun.map(({ watched }) => watched))
      await within(ENDED_MS, 'the ends of all replies', ended).catch((error: unknown) =>
        notes.must(false, String(error)),
      )
      for (const one of begun) await judge(notes, world, past, ana, one)
      const open = await listOpen(at(world.pods[0], ana))
      notes.must(open.length === 0, `${open.length} conversations still say that a reply is under way: ${open[0]}`)
    }
    return notes
  },
}

type Begun = { watched: Watched; tokens: number; owner: Pod; at: number }
type Past = { kills: { pod: Pod; at: number }[]; losses: { from: number; to: number }[] }

/** One pod after the other, each back before the next. */
async function killPods({ chance }: Ground, { pods }: Many, past: Past): Promise<void> {
  for (const endAt = performance.now() + STORM_MS; performance.now() < endAt;) {
    await pause(KILL_EVERY_MS)
    const pod = chance.pick(pods) ?? pods[0]
    past.kills.push({ pod, at: performance.now() })
    await pod.kill()
    await pod.start()
  }
}

async function harmServices({ chance }: Ground, { nats, redis }: Many, past: Past): Promise<void> {
  const outage = async (service: typeof nats) => {
    await service.kill()
    await pause(AWAY_MS)
    await service.start()
  }
  const losing = async (deed: Promise<unknown>) => {
    const from = performance.now()
    await deed
    past.losses.push({ from, to: performance.now() })
  }
  const deeds = [() => outage(nats), () => losing(outage(redis)), () => losing(flushAll(redis))]
  for (const endAt = performance.now() + STORM_MS; performance.now() < endAt;) {
    await pause(FAULT_EVERY_MS)
    await chance.pick(deeds)?.()
  }
}

/** Who is not answered leaves it at that: what was accepted all the same ends unread. */
async function sendAll({ chance }: Ground, notes: Notes, { pods }: Many, ana: Person): Promise<Begun[]> {
  const begun: Begun[] = []
  const sending: Promise<void>[] = []
  for (let n = 0; n < REPLIES; n++) {
    await pause(STORM_MS / REPLIES)
    const tokens = chance.pick(LENGTHS) ?? LENGTHS[0]
    const script = `ttft-${chance.int(4) * 200}.tokens-${tokens}.rate-${20 + chance.int(60)}`
    const pod = chance.pick(pods.filter(({ alive }) => alive)) ?? pods[0]
    const doors = [pods[n % 3] ?? pod, pods[(n + 1) % 3] ?? pod]
    const send = async () => {
      const sentAt = performance.now()
      const watched = await beginWatched(at(pod, ana), script, doors).catch(() => undefined)
      if (watched) begun.push({ watched, tokens, owner: pod, at: sentAt })
      else notes.add('not answered', 1)
    }
    sending.push(send())
  }
  await Promise.all(sending)
  return begun
}

async function judge(notes: Notes, { model, pods }: Many, past: Past, ana: Person, one: Begun): Promise<void> {
  const { watched, tokens } = one
  const person = at(pods.find(({ alive }) => alive) ?? pods[0], ana)
  const end = await person.row(watched.reply)
  const whole = saidIn(tokens)
  notes.add('accepted', 1)
  notes.add(end.status, 1)
  notes.must(end.status === 'complete' || end.status === 'interrupted', `one ended ${end.status}`)
  const calls = callsOf(model, watched.model)
  notes.add('calls', calls)
  // Once more only where the first owner died before anything was seen.
  notes.must(calls <= 2 && (calls === 1 || end.epoch > 1), `${calls} calls of the model in epoch ${end.epoch}`)
  if (!lostTwice(past, one, end.epoch)) return checkReaders(notes, end, watched.readers, whole)
  // What only two deaths at once can take away may be gone, though somebody has seen it.
  notes.add('lost with owner and Redis', watched.readers.some(({ text }) => text !== end.content) ? 1 : 0)
  checkText(notes, end, whole)
}

/**
 * Until a reply whose owner has died is taken over, its text is in Redis alone; and until an owner has written it again
 * there, in the owner alone.
 */
function lostTwice({ kills, losses }: Past, { owner, at: sentAt }: Begun, epoch: number): boolean {
  return kills
    .filter(({ pod, at: killedAt }) => killedAt >= sentAt && (pod === owner || epoch > 2))
    .some(({ at: killedAt }) =>
      losses.some(({ from, to }) => to > sentAt && from < killedAt + TAKEN_OVER_MS + 2_000 && to > killedAt - 2_000),
    )
}

/** Conversations with a reply under way, once all have had their time: those too whose sender was not answered. */
async function listOpen(ana: Person): Promise<string[]> {
  let open: string[] = []
  await until(ENDED_MS, async () => {
    open = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const path: string = `/api/conversations?limit=100${cursor && `&cursor=${cursor}`}`
      const { json } = await ana.get<Page<Conversation>>(path)
      open.push(...json.items.filter(({ replying }) => replying).map(({ id }) => id))
      cursor = json.next_cursor && encodeURIComponent(json.next_cursor)
    }
    return open.length === 0
  })
  return open
}
