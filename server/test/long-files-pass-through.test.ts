import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { newId } from '../src/lib/id.ts'
import type { Person } from './world/person.ts'
import { fileOf, imported, madeUp, type Exported } from './world/transfer.ts'
import { inEveryWorld, openWorld, type World } from './world/world.ts'

const MIB = 1_024 * 1_024
const IMPORT_BYTES = 40 * MIB

inEveryWorld(
  world => {
    test('an export of 1,000 messages begins before they are read', async () => {
      const ana = await world.guest()
      const ids = Array.from({ length: 1_000 }, () => newId())
      const conversationId = newId()
      const conversation = madeUp(conversationId, ids) as { messages: { content: string }[] }
      for (const message of conversation.messages) message.content = 'x'.repeat(12_000)
      await imported(ana, fileOf(conversation))

      const { status, pieces } = await ana.stream('GET', '/api/export')
      expect(status).toBe(200)
      let text = ''
      for await (const piece of pieces) {
        // What is gone by now is not told any more: nobody has read it yet.
        if (text === '') expect((await ana.delete(`/api/conversations/${conversationId}`)).status).toBe(204)
        text += piece
      }
      const told = (JSON.parse(text) as Exported).conversations[0]?.messages.length ?? 0
      expect(told).toBeLessThan(1_000)
    })
  },
  { MAX_BODY_BYTES: '100000000' },
)

// What a process has in memory is asked of Linux.
test.skipIf(process.platform !== 'linux')(
  'an import is never in memory, and others are served meanwhile',
  async () => {
    // Documents are read by another process, which takes what they take.
    const world = await openWorld('SQLite', { WORKERS: '0' })
    try {
      const ana = await world.member()
      await sendLarge(world, ana, 10 * MIB)
      const before = await memoryOf(world)
      let most = before
      let isOver = false
      let answers = 0
      const sent = sendLarge(world, ana, IMPORT_BYTES).finally(() => (isOver = true))
      while (!isOver) {
        if ((await world.ask('GET', '/healthz')).status === 200) answers++
        most = Math.max(most, await memoryOf(world))
        await sleep(5)
      }
      expect(await sent).toBe(200)
      // Every one of them was answered; how soon, a busy machine decides.
      expect(answers).toBeGreaterThan(10)
      expect((most - before) / MIB).toBeLessThan(80)
    } finally {
      await world.close()
    }
  },
  240_000,
)

/** Bytes that the process has in memory now. */
async function memoryOf({ pods: [pod] }: World): Promise<number> {
  const [, resident = '0'] = (await readFile(`/proc/${pod?.pid}/statm`, 'utf8')).split(' ')
  return Number(resident) * 4_096
}

/** One long conversation and a file, without ever having them whole here either. Resolves with the status. */
function sendLarge({ base }: World, { credentials }: Person, bytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { ...credentials, 'content-type': 'application/json' }
    const sending = request(`${base}/api/import`, { method: 'POST', agent: false, headers }, response => {
      resolve(response.resume().statusCode ?? 0)
    }).on('error', reject)
    const pieces = largeFile(bytes)
    const more = () => {
      for (let next = pieces.next(); !next.done; next = pieces.next()) if (!sending.write(next.value)) return
      sending.off('drain', more).end()
    }
    sending.on('drain', more)
    more()
  })
}

function* largeFile(bytes: number): Generator<string> {
  const at = '2026-01-02T03:04:05.678Z'
  const source = { id: newId(), bot_id: newId(), type: 'file', title: 'Noise', created_at: at }
  const file = { name: 'noise.bin', media_type: 'application/octet-stream' }
  yield `{"format":"folio","version":1,"sources":[${JSON.stringify({ ...source, file }).slice(0, -1)},"bytes":[`
  const piece = Buffer.alloc(49_152, newId()).toString('base64')
  for (let sent = 0; sent < bytes / 2; sent += piece.length) yield `${sent > 0 ? ',' : ''}"${piece}"`
  const head = { id: newId(), title: 'Long', created_at: at, updated_at: at }
  yield `]}],"conversations":[${JSON.stringify(head).slice(0, -1)},"messages":[`
  let parent_id: string | null = null
  for (let sent = 0; sent < bytes / 2;) {
    const id = newId()
    const role = parent_id === null ? 'user' : 'assistant'
    const message = JSON.stringify({ id, parent_id, role, content: `${id} said a thing. `.repeat(80), created_at: at })
    yield parent_id === null ? message : `,${message}`
    sent += message.length
    parent_id = id
  }
  yield ']}]}'
}
