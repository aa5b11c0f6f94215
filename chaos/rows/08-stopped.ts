import { replyText } from '../../bench/model/token.ts'
import type { Person, Reply } from '../../server/test/world/person.ts'
import type { Ground } from '../ground/ground.ts'
import type { Many } from '../ground/many.ts'
import { at, guestAt } from '../ground/pods.ts'
import { readFaithfully } from '../ground/reader.ts'
import { until, within } from '../ground/wait.ts'
import { beginWatched, checkReaders } from '../ground/watched.ts'
import { takeNotes, type Notes, type Row } from '../row.ts'
import { TAKEN_OVER_MS } from './03-owner-killed-text-visible.ts'

const STOPPED_MS = 1_000
const TOKENS = 400
const WHOLE = replyText(TOKENS)
const SPEAKING = `tokens-${TOKENS}.rate-40`
const EACH = 5

/** Stopped from another pod: midway, before the first token, twice, after the end, and with an owner that dies of it. */
export const row: Row = {
  number: 8,
  name: 'stopped from elsewhere',
  async run(ground) {
    const notes = takeNotes()
    const world = await ground.openMany(2)
    const ana = await guestAt(world.pods[0])
    for (let round = 0; round < ground.rounds; round++) {
      for (let n = 0; n < EACH; n++) await midway(ground, notes, world, ana)
      for (let n = 0; n < EACH; n++) await beforeTheFirstToken(ground, notes, world, ana)
      await behindTheEnd(notes, world, ana)
      await ownerKilled(notes, world, ana)
    }
    return notes
  },
}

const stop = ({ id }: Reply, person: Person) => person.post<{ status: string }>(`/api/messages/${id}/stop`)

async function midway(ground: Ground, notes: Notes, { model, pods }: Many, ana: Person): Promise<void> {
  const [, other] = pods
  const { reply, readers } = await beginWatched(ana, SPEAKING, pods)
  await Promise.all(readers.map(reader => reader.has(60)))
  const aborted = model.aborted()
  const beganAt = performance.now()
  const first = await stop(reply, at(other, ana))
  await within(20_000, 'a stop from another pod', Promise.all(readers.map(({ over }) => over)))
  const ms = performance.now() - beganAt
  notes.most('stopped ms', ms)
  notes.must(ms <= STOPPED_MS + ground.noiseMs(beganAt), `stopped after ${Math.round(ms)} ms`)
  const abortedMs = await until(5_000, () => model.aborted() > aborted)
  notes.must(
    ms + abortedMs <= STOPPED_MS + ground.noiseMs(beganAt),
    `the call of the model was aborted after ${Math.round(ms + abortedMs)} ms`,
  )
  const second = await stop(reply, ana)
  notes.must([200, 202].includes(first.status), `a stop answers ${first.status}`)
  notes.must(
    second.status === 200 && second.json.status === 'stopped',
    `a second stop: ${second.status} ${second.text}`,
  )
  const end = await ana.row(reply)
  notes.must(end.status === 'stopped' && end.content !== '', `ended ${end.status} with ${end.length} units`)
  checkReaders(notes, end, readers, WHOLE)
}

async function beforeTheFirstToken(ground: Ground, notes: Notes, { model, pods }: Many, ana: Person): Promise<void> {
  const { reply, readers } = await beginWatched(ana, 'ttft-8000.tokens-40', pods)
  await until(2_000, () => model.requests.at(-1)?.model.startsWith('ttft-8000') === true)
  const beganAt = performance.now()
  // Both devices at once: one of the two is the second.
  const answers = await Promise.all(pods.map(pod => stop(reply, at(pod, ana))))
  await within(20_000, 'a stop before the first token', Promise.all(readers.map(({ over }) => over)))
  const ms = performance.now() - beganAt
  notes.most('stopped unseen ms', ms)
  notes.must(ms <= STOPPED_MS + ground.noiseMs(beganAt), `before the first token: stopped after ${Math.round(ms)} ms`)
  for (const { status } of answers) notes.must([200, 202].includes(status), `a stop answers ${status}`)
  const end = await ana.row(reply)
  notes.must(end.status === 'stopped' && end.length === 0, `ended ${end.status} with ${end.length} units`)
  checkReaders(notes, end, readers, '')
}

async function behindTheEnd(notes: Notes, { pods }: Many, ana: Person): Promise<void> {
  const reply = await ana.say('hello', { conversationId: await ana.conversation(), model: 'tokens-9' })
  await ana.ended(reply)
  for (const pod of pods) {
    const { status, json } = await stop(reply, at(pod, ana))
    notes.must(status === 200 && json.status === 'complete', `behind the end a stop answers ${status} ${json.status}`)
  }
}

/** The owner cannot hear of the stop any more, and dies. */
async function ownerKilled(notes: Notes, { pods }: Many, ana: Person): Promise<void> {
  const [owner, other] = pods
  const elsewhere = at(other, ana)
  const visible = await ana.say('hello', { conversationId: await ana.conversation(), model: SPEAKING })
  const unseen = await ana.say('hello', { conversationId: await ana.conversation(), model: 'ttft-30000' })
  const readers = [visible, unseen].map(reply => readFaithfully(ana, reply, [other]))
  await readers[0]?.has(60)
  owner.freeze()
  for (const reply of [visible, unseen]) {
    const { status } = await stop(reply, elsewhere)
    notes.must(status === 202, `a stop answers ${status}`)
  }
  await owner.kill()
  const killedAt = performance.now()
  await within(TAKEN_OVER_MS + 10_000, 'the end of a stopped reply', Promise.all(readers.map(({ over }) => over)))
  notes.most('dead owner’s ms', performance.now() - killedAt)
  for (const [n, reply] of [visible, unseen].entries()) {
    const end = await elsewhere.row(reply)
    notes.must(end.status === 'stopped', `stopped, then its owner killed: ended ${end.status}`)
    checkReaders(notes, end, readers.slice(n, n + 1), WHOLE)
  }
  await owner.start()
}
