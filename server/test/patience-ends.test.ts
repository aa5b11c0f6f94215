import { connect, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { KINDS } from '../src/store/testing/databases.ts'
import { followSse } from './world/follower.ts'
import type { Person } from './world/person.ts'
import { openWorld, type World } from './world/world.ts'

/** Long waits, so all of them at once: each does nothing for most of its time. */
const AT_MOST_MS = 100_000
const TEXT_UNITS = 8_000_000

describe.each(KINDS)('on $kind', ({ kind, missing }) => {
  describe.skipIf(missing)('what waits', () => {
    const within = async (work: (world: World, ana: Person) => Promise<void>) => {
      const world = await openWorld(kind, { MAX_REPLY_CHARS: String(TEXT_UNITS) })
      try {
        await work(world, await world.guest())
      } finally {
        await world.close()
      }
    }

    test.concurrent(
      'a quiet connection is told every fifteen seconds that it is alive',
      () =>
        within(async (_, ana) => {
          const stream = followSse(await ana.stream('GET', '/api/events'))
          const socket = await ana.socket()
          let pings = 0
          socket.onPing(() => pings++)
          for (const feed of [stream, socket]) {
            expect(Date.parse((await feed.first('ping')).timestamp)).toBeGreaterThan(0)
          }
          expect(pings).toBeGreaterThan(0)
          stream.leave()
          socket.close()
        }),
      AT_MOST_MS,
    )

    test.concurrent(
      'a reader that takes nothing for thirty seconds is cut, and the others have it all meanwhile',
      () =>
        within(async (world, ana) => {
          const reply = await ana.say('hello', { model: 'endless.size-4000.pack-20' })
          const slow = await ask(world, ana, `/api/messages/${reply.id}/events`)
          slow.pause()
          const cut = once(slow)
          const beganAt = performance.now()
          const row = await ana.ended(reply)
          expect(row).toMatchObject({ status: 'complete', length: TEXT_UNITS })
          expect(await ana.read(reply, 'text', `1.${TEXT_UNITS - 100}`)).toHaveLength(100)
          const connections = async () =>
            (await world.ask<{ active_connections: number }>('GET', '/health')).json.active_connections
          await expect.poll(connections, { timeout: 60_000, interval: 500 }).toBe(0)
          expect(performance.now() - beganAt).toBeGreaterThan(25_000)
          slow.resume()
          await cut
        }),
      AT_MOST_MS,
    )

    test.concurrent(
      'a body that is not whole after sixty seconds is no longer waited for',
      () =>
        within(async (world, ana) => {
          const socket = connect(Number(new URL(world.base).port), '127.0.0.1')
          let answer = ''
          socket.on('data', bytes => (answer += bytes.toString()))
          const closed = once(socket)
          socket.write(
            `POST /api/conversations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ana.token}\r\nContent-Length: 100\r\n\r\n{"title":`,
          )
          await expect.poll(() => answer, { timeout: 80_000, interval: 500 }).toContain('\r\n\r\n{')
          expect(answer).toMatch(/^HTTP\/1.1 408 [\s\S]*"code":"request_timeout"/)
          socket.destroy()
          await closed
          expect((await ana.get('/auth/me')).status).toBe(200)
        }),
      AT_MOST_MS,
    )
  })
})

/** A request whose answer nobody has to read. */
function ask(world: World, ana: Person, path: string): Promise<Socket> {
  return new Promise(resolve => {
    const socket = connect(Number(new URL(world.base).port), '127.0.0.1', () => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ana.token}\r\n\r\n`, () =>
        resolve(socket),
      )
    })
  })
}

const once = (socket: Socket) =>
  new Promise<void>(resolve => socket.on('error', () => {}).once('close', () => resolve()))
