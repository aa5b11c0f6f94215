import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { createFakeClock } from '../lib/fake-clock.ts'
import { beginLongRead, cutSlowSenders } from './slow-senders.ts'

const closing: (() => void)[] = []
afterEach(() => closing.splice(0).forEach(close => close()))

/** A server that reads nothing of what it is sent, and somebody who has sent so much. */
async function open(head: string, onRequest: (incoming: IncomingMessage) => void = () => {}) {
  const clock = createFakeClock()
  const server = createServer().listen(0, '127.0.0.1')
  cutSlowSenders(server, clock)
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  closing.push(
    () => server.close(),
    () => server.closeAllConnections(),
    () => socket.destroy(),
  )
  socket.on('error', () => {}).write(head)
  const [incoming, outgoing] = await once(server, 'request')
  onRequest(incoming)
  let isCut = false
  socket.on('close', () => (isCut = true)).resume()
  return { clock, socket, incoming, outgoing, cut: () => isCut }
}

const HEAD = 'POST / HTTP/1.1\r\nHost: x\r\n'

it.each([
  ['says how long it is', 'Content-Length: 100\r\n\r\nhello'],
  ['comes in chunks', 'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'],
])('a request that is not whole after a minute is cut: its body %s', async (_, rest) => {
  const { clock, cut } = await open(HEAD + rest)
  await clock.advance(64_000)
  expect(cut()).toBe(false)
  await clock.advance(2_000)
  await expect.poll(cut).toBe(true)
})

it('one that is whole is answered whenever it is', async () => {
  const { clock, incoming, outgoing, socket } = await open(`${HEAD}Content-Length: 5\r\n\r\nhello`)
  await expect.poll(() => incoming.complete).toBe(true)
  await clock.advance(600_000)
  outgoing.end('at last')
  const [bytes] = await once(socket, 'data')
  expect(String(bytes)).toContain('200 OK')
  incoming.resume()
  await expect.poll(() => clock.timers()).toBe(0)
})

it('one without a body is not watched', async () => {
  expect((await open('GET / HTTP/1.1\r\nHost: x\r\n\r\n')).clock.timers()).toBe(0)
  expect((await open(`${HEAD}Content-Length: 0\r\n\r\n`)).clock.timers()).toBe(0)
})

it('who reads a large one sees for itself that it goes on', async () => {
  const { clock, cut } = await open(`${HEAD}Content-Length: 100\r\n\r\nhello`, beginLongRead)
  expect(clock.timers()).toBe(0)
  await clock.advance(600_000)
  expect(cut()).toBe(false)
})
