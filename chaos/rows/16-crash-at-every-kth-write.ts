import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Message } from '@folio/protocol'
import { replyText } from '../../bench/model/token.ts'
import { newId } from '../../server/src/lib/id.ts'
import type { Person, Reply } from '../../server/test/world/person.ts'
import { makeFolder } from '../ground/belongings.ts'
import { makeFaultyDisk, type FaultyDisk } from '../ground/faulty-disk.ts'
import type { Alone, Ground } from '../ground/ground.ts'
import { guestAt } from '../ground/pods.ts'
import { checkDatabase } from '../ground/sqlite.ts'
import { until, within } from '../ground/wait.ts'
import { takeNotes, type Notes, type Row } from '../row.ts'

const MESSAGES = 200
/** People who write at once, each the next message when the last has been answered. */
const WRITERS = 4
const TOKENS = 12
const WHOLE = replyText(TOKENS)
/** A crash comes about so many writes to the database after the last. */
const EVERY = 120
const AGAIN_MS = 30

/** While two hundred messages are sent, the process dies in the middle of a write, again and again. */
export const row: Row = {
  number: 16,
  name: 'crash at every k-th write',
  async run(ground) {
    const notes = takeNotes()
    const disk = await makeFaultyDisk()
    const folder = makeFolder('crashes')
    const world = await ground.openAlone({ DATA_DIR: folder, ...disk.env })
    const ana = await guestAt(world.pod)
    const stopCrashing = crash(ground, world, disk, notes)
    const accepted: Reply[] = []
    for (let round = 0; round < ground.rounds; round++) accepted.push(...(await writeAll(ana)))
    await stopCrashing()
    for (const reply of accepted) judge(notes, await within(30_000, 'an end', ana.ended(reply)))
    notes.tell('accepted', accepted.length)
    notes.tell('calls', world.model.calls())
    await world.pod.kill()
    const integrity = checkDatabase(join(folder, 'folio.db'))
    notes.tell('integrity', integrity)
    notes.must(integrity === 'ok', `integrity_check says ${integrity}`)
    return notes
  },
}

/** Kills at a write, starts again, and orders the next death, until it is told to stop. */
function crash({ chance }: Ground, { pod }: Alone, disk: FaultyDisk, notes: Notes): () => Promise<void> {
  let stopped = false
  const next = () => disk.order(chance.chance(0.5) ? 'k' : 'h', 1 + chance.int(2 * EVERY))
  const work = async () => {
    next()
    while (!stopped) {
      await until(60_000, () => !pod.alive || stopped)
      if (pod.alive) continue
      notes.add('crashes', 1)
      // Half of them die while they recover, too.
      if (chance.chance(0.5)) disk.heal()
      else next()
      await startAnyhow(pod, disk)
      next()
    }
    disk.heal()
    if (!pod.alive) await pod.start()
  }
  const done = work()
  return () => {
    stopped = true
    return done
  }
}

async function startAnyhow(pod: Alone['pod'], disk: FaultyDisk): Promise<void> {
  await pod.start().catch(() => {
    disk.heal()
    return pod.start()
  })
}

async function writeAll(ana: Person): Promise<Reply[]> {
  const accepted: Reply[] = []
  let left = MESSAGES
  const write = async () => {
    let conversationId = newId()
    for (let n = 0; left-- > 0; n++) {
      // Ten messages to a conversation, each behind the end of the last.
      if (n % 10 === 0) conversationId = await insist(async () => ana.conversation({ id: newId() }))
      const [id, replyId] = [newId(), newId()]
      const model = `tokens-${TOKENS}.rate-400`
      const reply = await insist(() => ana.say(`message ${n}`, { conversationId, id, replyId, model }))
      accepted.push(reply)
      await insist(() => ana.ended(reply))
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, write))
  return accepted
}

/** Asks again, the same, until there is an answer. */
async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (tries > 2_000) throw error
      await pause(AGAIN_MS)
    }
  }
}

function judge(notes: Notes, { status, content }: Message): void {
  notes.add(status, 1)
  notes.must(WHOLE.startsWith(content), 'a reply holds what the model has not said')
  if (status === 'complete') notes.must(content === WHOLE, `complete at ${content.length} of ${WHOLE.length} units`)
  else notes.must(status === 'interrupted', `a reply ended ${status}`)
}
