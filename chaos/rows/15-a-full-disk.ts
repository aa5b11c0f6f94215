import { writeSync, openSync, closeSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { replyText } from '../../bench/model/token.ts'
import { ask } from '../../server/test/world/http.ts'
import type { Person, Reply } from '../../server/test/world/person.ts'
import { makeDisk, makeFolder, removeFolder } from '../ground/belongings.ts'
import { makeFaultyDisk } from '../ground/faulty-disk.ts'
import type { Alone, Ground } from '../ground/ground.ts'
import { guestAt } from '../ground/pods.ts'
import { checkDatabase } from '../ground/sqlite.ts'
import { readFaithfully } from '../ground/reader.ts'
import { until, within } from '../ground/wait.ts'
import { takeNotes, type Notes, type Row } from '../row.ts'

const DISK_MB = 24
const ANSWERED_MS = 10_000
const HEALED_MS = 10_000
const FAILING_WRITES = 12

/** The disk under SQLite is full for a while; then single writes to it fail. */
export const row: Row = {
  number: 15,
  name: 'a full disk, a faulty disk',
  async run(ground) {
    const notes = takeNotes()
    await fill(ground, notes)
    await fail(ground, notes)
    return notes
  },
}

async function fill(ground: Ground, notes: Notes): Promise<void> {
  const disk = makeDisk('full', DISK_MB)
  if (disk === undefined) return notes.tell('full disk', 'left out: this user may not mount one')
  ground.onEnd(() => removeFolder(disk))
  const world = await ground.openAlone({ DATA_DIR: disk })
  const ana = await guestAt(world.pod)
  const before = await ana.say('before', { conversationId: await ana.conversation(), model: 'tokens-20' })
  await ana.ended(before)
  const running = await ana.say('running', { conversationId: await ana.conversation(), model: 'tokens-300.rate-100' })
  const reader = readFaithfully(ana, running, [world.pod])
  await reader.has(60)

  const filler = join(disk, 'filler')
  fillUp(filler)
  const { accepted, refused } = await sendUntilRefused(notes, ana)
  notes.tell('accepted on a full disk', accepted.length)
  notes.must(refused === 503, `a full disk answers ${refused}`)
  await judgeFull(notes, world, ana, before)

  rmSync(filler)
  const healedMs = await until(HEALED_MS, async () => {
    const reply = await ana.say('after', { conversationId: await ana.conversation(), model: 'tokens-20' })
    return (await ana.ended(reply)).content === replyText(20)
  })
  notes.most('works again ms', healedMs)
  notes.must(healedMs < Infinity, `nothing works ${HEALED_MS} ms after there is room again`)
  for (const reply of accepted) {
    const end = await within(20_000, 'a reply that was accepted on a full disk', ana.ended(reply))
    notes.must(end.status === 'complete' && end.content === replyText(20), `one accepted then ended ${end.status}`)
  }
  await within(20_000, 'the reply that ran', reader.over)
  const end = await ana.row(running)
  notes.tell('the running one', end.status)
  notes.must(reader.text === end.content, `its reader has ${reader.text.length} of ${end.length} units`)
  notes.must(end.content === replyText(300), `the reply that ran ended ${end.status} with ${end.length} units`)
  const wellMs = await until(HEALED_MS, async () => (await healthOf(world)).status === 200)
  notes.must(wellMs < Infinity, '/health does not say that all is well again')
}

function fillUp(path: string): void {
  const file = openSync(path, 'w')
  try {
    for (let size = 2 ** 20; size >= 1;) {
      try {
        if (writeSync(file, Buffer.alloc(size)) < size) size >>= 1
      } catch {
        size >>= 1
      }
    }
  } finally {
    closeSync(file)
  }
}

/** Until the room that SQLite had set aside is used up too. */
async function sendUntilRefused(notes: Notes, ana: Person): Promise<{ accepted: Reply[]; refused: number }> {
  const accepted: Reply[] = []
  for (let n = 0; n < 2_000; n++) {
    const session_id = `full-${n}`
    const beganAt = performance.now()
    const asked = ana.post<{ message_id: string }>('/api/chat', { session_id, message: 'hello', model: 'tokens-20' })
    const answer = await within(ANSWERED_MS, 'a send on a full disk', asked)
    notes.most('slowest answer ms', performance.now() - beganAt)
    if (answer.status !== 202) {
      notes.must(Number(answer.headers['retry-after']) > 0, `${answer.status} comes without Retry-After`)
      return { accepted, refused: answer.status }
    }
    accepted.push({ id: answer.json.message_id, messageId: '', conversationId: '' })
  }
  return { accepted, refused: 0 }
}

async function judgeFull(notes: Notes, world: Alone, ana: Person, before: Reply): Promise<void> {
  const saidMs = await until(6_000, async () => (await healthOf(world)).status !== 200 || (await healthOf(world)).bad)
  notes.must(saidMs < Infinity, `/health says nothing of it: ${(await healthOf(world)).text}`)
  notes.tell('health', (await healthOf(world)).word)
  const read = await ana.get<{ content: string }>(`/api/messages/${before.id}`)
  notes.must(read.status === 200 && read.json.content === replyText(20), `reading answers ${read.status}`)
  notes.must(world.pod.alive, 'the process has died')
}

async function healthOf({ pod }: Alone): Promise<{ status: number; bad: boolean; word: string; text: string }> {
  const { status, json, text } = await ask<{ status: string }>(pod.base, 'GET', '/health')
  return { status, bad: json.status !== 'ok', word: json.status, text }
}

/** At a write that chance picks the disk answers EIO, once or some times. */
async function fail(ground: Ground, notes: Notes): Promise<void> {
  const { chance } = ground
  const disk = await makeFaultyDisk()
  const folder = makeFolder('eio')
  const world = await ground.openAlone({ DATA_DIR: folder, ...disk.env })
  const ana = await guestAt(world.pod)
  const accepted: Reply[] = []
  for (let turn = 0; turn < FAILING_WRITES * ground.rounds; turn++) {
    disk.order('f', 1 + chance.int(25), 1 + chance.int(4))
    const sends = Array.from({ length: 8 }, (_, n) => {
      const body = { session_id: `eio-${turn}-${n}`, message: 'hello', model: 'tokens-20.rate-200' }
      return within(ANSWERED_MS, 'a send on a faulty disk', ana.post<{ message_id: string }>('/api/chat', body))
    })
    for (const { status, json } of await Promise.all(sends)) {
      notes.add(status === 202 ? 'accepted' : 'refused', 1)
      notes.must(status === 202 || status === 503, `a write that fails answers ${status}`)
      if (status === 202) accepted.push({ id: json.message_id, messageId: '', conversationId: '' })
    }
    notes.must(world.pod.alive, 'the process has died of EIO')
    if (!world.pod.alive) return
  }
  disk.heal()
  for (const reply of accepted) {
    const end = await within(20_000, 'a reply accepted on a faulty disk', ana.ended(reply))
    notes.add(end.status, 1)
    notes.must(end.content === replyText(20), `one accepted on a faulty disk ended ${end.status} at ${end.length}`)
  }
  const okMs = await until(HEALED_MS, async () => (await healthOf(world)).word === 'ok')
  notes.must(okMs < Infinity, `/health stays ${(await healthOf(world)).word} behind EIO`)
  await world.pod.kill()
  notes.tell('integrity', checkDatabase(join(folder, 'folio.db')))
  notes.must(checkDatabase(join(folder, 'folio.db')) === 'ok', 'the database is damaged')
}
