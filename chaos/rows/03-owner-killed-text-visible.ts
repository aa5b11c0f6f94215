import { replyText } from '../../bench/model/token.ts'
import type { Ground } from '../ground/ground.ts'
import type { Many } from '../ground/many.ts'
import { at, guestAt } from '../ground/pods.ts'
import { until, within } from '../ground/wait.ts'
import { allOver, beginWatched, callsOf, checkReaders, readEverywhere, type Watched } from '../ground/watched.ts'
import type { Person } from '../../server/test/world/person.ts'
import { takeNotes, type Notes, type Row } from '../row.ts'

/** The lease of a reply, and two beats in which it is noticed. */
export const TAKEN_OVER_MS = 10_000 + 2 * 2_000
const KILLS = 2
const AT_ONCE = 6
const TOKENS = 60
const WHOLE = replyText(TOKENS)

/** SIGKILL of a pod whose replies are being read: another one ends them with what was seen, and they can be continued. */
export const row: Row = {
  number: 3,
  name: 'owner killed, text visible',
  async run(ground) {
    const notes = takeNotes()
    const world = await ground.openMany(3)
    const ana = await guestAt(world.pods[0])
    for (let kill = 0; kill < KILLS * ground.rounds; kill++) await killOwner(ground, world, ana, notes)
    return notes
  },
}

async function killOwner(ground: Ground, world: Many, ana: Person, notes: Notes): Promise<void> {
  const { chance } = ground
  const owner = chance.pick(world.pods) ?? world.pods[0]
  // The last tokens never come: each of them is under way when its owner dies.
  const script = () => `hang-${TOKENS - 1 - chance.int(20)}.tokens-${TOKENS}.rate-${20 + chance.int(60)}`
  const begun = await Promise.all(
    Array.from({ length: AT_ONCE }, () => beginWatched(at(owner, ana), script(), world.pods)),
  )
  await Promise.all(begun.flatMap(({ readers }) => readers.map(reader => reader.has(6 * (1 + chance.int(15))))))
  await owner.kill()
  const killedAt = performance.now()
  const seen = begun.map(({ readers }) => readers.map(({ text }) => text))
  const other = world.pods.find(({ alive }) => alive) ?? world.pods[0]
  await within(TAKEN_OVER_MS + 10_000, 'the end of replies whose owner is dead', allOver(begun))
  const ms = performance.now() - killedAt
  notes.add('kills', 1)
  notes.most('ended ms', ms)
  notes.must(
    ms <= TAKEN_OVER_MS + ground.noiseMs(killedAt),
    `they ended after ${Math.round(ms)} ms, not ${TAKEN_OVER_MS}`,
  )
  for (const [n, one] of begun.entries()) await judge(notes, world, at(other, ana), one, seen[n] ?? [])
  await owner.start()
}

async function judge(notes: Notes, world: Many, ana: Person, { reply, model, readers }: Watched, seen: string[]) {
  const end = await ana.row(reply)
  notes.add('replies', 1)
  notes.must(end.status === 'interrupted' && end.error?.code === 'server_stopped', `ended ${end.status}`)
  checkReaders(notes, end, readers, WHOLE)
  for (const text of seen)
    notes.must(end.content.startsWith(text), `${text.length} units were seen, ${end.length} kept`)
  notes.must(callsOf(world.model, model) === 1, `${callsOf(world.model, model)} calls of the model`)

  const { status } = await ana.post(`/api/messages/${reply.id}/continue`)
  notes.must(status === 202, `continue answers ${status}`)
  // It hangs as before, behind the text that was there.
  const again = readEverywhere(
    ana,
    reply,
    world.pods.filter(({ alive }) => alive),
  )
  await Promise.all(again.map(reader => reader.has(end.length + 30)))
  for (const reader of again) {
    notes.must(reader.text.startsWith(end.content + WHOLE.slice(0, 30)), 'continue does not go on behind the text')
  }
  await ana.post(`/api/messages/${reply.id}/stop`)
  const stopped = await until(5_000, async () => (await ana.row(reply)).status === 'stopped')
  notes.must(stopped < Infinity, `continued, it cannot be stopped: ${(await ana.row(reply)).status}`)
  notes.add('continued', 1)
  for (const reader of again) reader.leave()
}
