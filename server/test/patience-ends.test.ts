import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { SUBPROTOCOL, type ClientFrame } from '@folio/protocol'
import { describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { KINDS } from '../src/store/testing/databases.ts'
import { followSse } from './world/follower.ts'
import type { Person } from './world/person.ts'
import { openWorld, type Kind, type World } from './world/world.ts'

/** The slowest first, and all at once: each does nothing for most of its time. */
const STORIES: Record<string, (world: World, ana: Person) => Promise<void>> = {
  'a body that is not whole after sixty seconds is no longer waited for': waitForBody,
  'whoever takes nothing for thirty seconds is cut, in each way of reading, and the others have it all meanwhile':
    waitForReader,
  'a quiet connection is told every fifteen seconds that it is alive': waitForPing,
}
const AT_MOST_MS = 100_000
const TEXT_UNITS = 8_000_000

describe.concurrent.each(KINDS)('on $kind', ({ kind, missing }) => {
  test.skipIf(missing).each(Object.entries(STORIES))('%s', (_, story) => inOwnWorld(kind, story), AT_MOST_MS)
})

async function inOwnWorld(kind: Kind, story: (world: World, ana: Person) => Promise<void>): Promise<void> {
  const world = await openWorld(kind, { MAX_REPLY_CHARS: String(TEXT_UNITS) })
  try {
    await story(world, await world.guest())
  } finally {
    await world.close()
  }
}

async function waitForBody(world: World, ana: Person): Promise<void> {
  const socket = await open(world, ana, 'POST /api/conversations', 'Content-Length: 100\r\n\r\n{"title":')
  let answer = ''
  socket.on('data', bytes => (answer += bytes.toString()))
  await vi.waitFor(() => expect(answer).toMatch(/^HTTP\/1.1 408 /), { timeout: 80_000, interval: 500 })
  socket.destroy()
  expect((await ana.get('/auth/me')).status).toBe(200)
}

async function waitForReader(world: World, ana: Person): Promise<void> {
  const reply = await ana.say('hello', { model: 'endless.size-4000.pack-20' })
  const slow = [
    await open(world, ana, `GET /api/messages/${reply.id}/events`, '\r\n'),
    await open(world, ana, `GET /api/messages/${reply.id}/text`, '\r\n'),
    await openSocketOf(world, ana, { type: 'follow', message_id: reply.id }),
  ]
  for (const reader of slow) reader.pause()
  const closed = slow.map(reader => new Promise<void>(resolve => reader.once('close', () => resolve())))
  const beganAt = performance.now()
  expect(await ana.ended(reply)).toMatchObject({ status: 'complete', length: TEXT_UNITS })
  expect(await ana.read(reply, 'text', `1.${TEXT_UNITS - 100}`)).toHaveLength(100)
  const health = () => world.ask<{ active_connections: number }>('GET', '/health')
  const nobody = async () => expect((await health()).json.active_connections).toBe(0)
  await vi.waitFor(nobody, { timeout: 60_000, interval: 500 })
  expect(performance.now() - beganAt).toBeGreaterThan(25_000)
  for (const reader of slow) reader.resume()
  await Promise.all(closed)
}

async function waitForPing(_: World, ana: Person): Promise<void> {
  const stream = followSse(await ana.stream('GET', '/api/events'))
  const socket = await ana.socket()
  let pings = 0
  socket.onPing(() => pings++)
  for (const feed of [stream, socket]) expect(Date.parse((await feed.first('ping')).timestamp)).toBeGreaterThan(0)
  await vi.waitFor(() => expect(pings).toBeGreaterThan(0))
  stream.leave()
  socket.close()
}

/** A request on a socket of its own, written as far as `rest`. */
function open(world: World, ana: Person, line: string, rest: string): Promise<Socket> {
  return new Promise(resolve => {
    const socket = connect(Number(new URL(world.base).port), '127.0.0.1', () => {
      socket.write(`${line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ana.token}\r\n${rest}`, () =>
        resolve(socket),
      )
    })
    socket.on('error', () => {})
  })
}

async function openSocketOf({ base }: World, { token }: Person, frame: ClientFrame): Promise<WebSocket> {
  const url = `${base.replace('http', 'ws')}/api/chat/ws`
  const socket = new WebSocket(url, [SUBPROTOCOL, `bearer.${token}`], { perMessageDeflate: false })
  await once(socket, 'open')
  socket.on('error', () => {})
  socket.send(JSON.stringify(frame))
  return socket
}
