import { connect, type Socket } from 'node:net'
import { usageOf } from '../../bench/processes.ts'
import { ask } from '../../server/test/world/http.ts'
import { readSse } from '../../server/test/world/sse.ts'
import { createTranscript } from '../../server/test/world/follower.ts'
import type { Person, Reply } from '../../server/test/world/person.ts'
import type { Alone, Ground } from '../ground/ground.ts'
import { guestAt } from '../ground/pods.ts'
import { readFaithfully } from '../ground/reader.ts'
import { until, within } from '../ground/wait.ts'
import { saidIn } from '../ground/watched.ts'
import { takeNotes, type Notes, type Row } from '../row.ts'

const STUCK = 60
const WAKES_AFTER_MS = 6_000
const CUT_AFTER_MS = 30_000
/** Whoever reads notices nothing. */
const STALL_MS = 1_000
const MAX_QUEUED_BYTES = 65_536
/** More than the system itself takes for a connection that nobody reads. */
const TOKENS = 8_000
const TOKEN_BYTES = 1_000
const MODEL = `tokens-${TOKENS}.size-${TOKEN_BYTES}.rate-2000`
const WHOLE = saidIn(TOKENS, TOKEN_BYTES)
/** Two runs of the same differ by as much as the collector pleases; queues without a bound would be 500 MB. */
const COLLECTOR_MB = 160

/** Sixty readers of a long reply never read, and one sleeps for a while. */
export const row: Row = {
  number: 12,
  name: 'readers that never read',
  alone: true,
  async run(ground) {
    const notes = takeNotes()
    const world = await ground.openAlone({ MAX_REPLY_CHARS: '100000000' })
    const ana = await guestAt(world.pod)
    const aloneMb = await readWith(ground, notes, world, ana, { stuck: 0 })
    const crowdedMb = await readWith(ground, notes, world, ana, { stuck: STUCK })
    notes.tell('memory MB', `${Math.round(aloneMb)} → ${Math.round(crowdedMb)}`)
    const allowedMb = (STUCK * MAX_QUEUED_BYTES) / 2 ** 20 + COLLECTOR_MB
    notes.must(
      crowdedMb - aloneMb <= allowedMb,
      `${Math.round(crowdedMb - aloneMb)} MB more with ${STUCK} stuck readers`,
    )
    return notes
  },
}

/** Reads one long reply, beside stuck readers or none; answers the most memory that was used. */
async function readWith(
  ground: Ground,
  notes: Notes,
  { pod }: Alone,
  ana: Person,
  { stuck }: { stuck: number },
): Promise<number> {
  let mostMb = 0
  const watching = setInterval(() => (mostMb = Math.max(mostMb, usageOf([pod.pid]).rssMb)), 100)
  const reply = await ana.say('hello', { conversationId: await ana.conversation(), model: MODEL })
  const openedAt = performance.now()
  const asleep = Array.from({ length: stuck }, () => connectWithoutReading(ana, reply))
  const other = await ana.say('and you', { conversationId: await ana.conversation(), model: 'tokens-300.rate-50' })
  const [reader, neighbour] = [readFaithfully(ana, reply, [pod]), readFaithfully(ana, other, [pod])]
  await within(60_000, 'those who read', Promise.all([reader.over, neighbour.over]))
  const endedAt = performance.now()
  for (const [one, text] of [
    [reader, WHOLE],
    [neighbour, saidIn(300)],
  ] as const) {
    notes.must(one.text === text, `one who reads has ${one.text.length} of ${text.length} units`)
    const { ms, quietMs } = ground.stallOf([one])
    notes.most('stall ms', ms)
    notes.must(quietMs <= STALL_MS, `one who reads waited ${Math.round(ms)} ms`)
  }
  const woken = asleep.shift()
  if (woken) {
    await until(WAKES_AFTER_MS, () => performance.now() - openedAt >= WAKES_AFTER_MS)
    const text = await within(30_000, 'the one who wakes', textOf(woken))
    notes.must(text === WHOLE, `the one who wakes has ${text.length} of ${WHOLE.length} units`)
    const others = asleep.length
    const connected = async () => (await health(pod.base)).active_connections
    notes.tell('stuck', await connected())
    notes.must((await connected()) === others, `${await connected()} of ${others} stuck readers are connected`)
    await until(CUT_AFTER_MS + 20_000, async () => (await connected()) === 0)
    const cutMs = performance.now() - endedAt
    notes.tell('cut s after the end', Math.round(cutMs / 1_000))
    notes.must((await connected()) === 0, `${await connected()} stuck readers are still connected`)
    notes.must(cutMs <= CUT_AFTER_MS + ground.noiseMs(endedAt), `they were cut ${Math.round(cutMs)} ms after the end`)
  }
  clearInterval(watching)
  for (const socket of asleep) socket.destroy()
  return mostMb
}

/** Asks for a reply and takes nothing of the answer. */
function connectWithoutReading({ base, credentials }: Person, { id }: Reply): Socket {
  const { hostname, port } = new URL(base)
  const head = [
    `GET /api/messages/${id}/events HTTP/1.1`,
    `host: ${hostname}`,
    `authorization: ${credentials.authorization}`,
    'accept: text/event-stream',
    'connection: close',
  ]
  const socket = connect({ host: hostname, port: Number(port) })
  socket.pause()
  socket.on('error', () => {})
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  return socket
}

/** The text of an answer that is read from now on; it throws at whatever does not fit. */
async function textOf(socket: Socket): Promise<string> {
  const transcript = createTranscript()
  for await (const frame of readSse(bodyOf(socket))) if (frame.type === 'chunk') transcript.take(frame)
  return transcript.text
}

/** The body of an answer in chunks, each of which says its length first. */
async function* bodyOf(socket: Socket): AsyncGenerator<string> {
  let rest = Buffer.alloc(0)
  let isHead = true
  const text = new TextDecoder()
  for await (const piece of socket as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, piece])
    if (isHead) {
      const end = rest.indexOf('\r\n\r\n')
      if (end < 0) continue
      isHead = false
      rest = rest.subarray(end + 4)
    }
    for (;;) {
      const line = rest.indexOf('\r\n')
      const size = line < 0 ? NaN : Number.parseInt(rest.toString('latin1', 0, line), 16)
      if (size === 0) return
      if (Number.isNaN(size) || rest.length < line + size + 4) break
      yield text.decode(rest.subarray(line + 2, line + 2 + size), { stream: true })
      rest = rest.subarray(line + size + 4)
    }
  }
}

async function health(base: string): Promise<{ active_connections: number }> {
  return (await ask<{ active_connections: number }>(base, 'GET', '/health')).json
}
