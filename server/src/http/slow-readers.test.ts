import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MAX_FRAME_UNITS } from '@folio/protocol'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { openReader } from './reader.ts'
import { createSocketWriter, type SocketWriter } from './socket-writer.ts'

/** What a connection may hold here that its reader has not taken. */
const MAX_QUEUED = 65_536
const READERS = 60
/** A letter that takes three bytes, of which what waits is told as one. */
const LETTER = '言'
const PIECES = [...Array.from({ length: 15 }, () => 1_000), MAX_FRAME_UNITS].map(units => LETTER.repeat(units))
const WHOLE = 32 * 1_024 * 1_024

let server: Server
let sockets: WebSocketServer
let port: number
/** How much waits for each reader, and for how much each has been asked. */
let queued: (() => number)[]
let given: (() => number)[]
let leave: (() => void)[]

beforeEach(async () => {
  ;[queued, given, leave] = [[], [], []]
  server = createServer(answer)
  sockets = new WebSocketServer({ server, perMessageDeflate: false })
  sockets.on('connection', answerSocket)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  ;({ port } = server.address() as AddressInfo)
})
afterEach(async () => {
  for (const go of leave) go()
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
})

/** Text without end: short pieces, as they are written, and now and then a frame as long as it may be. */
function source(): () => { text: string } | undefined {
  let turn = 0
  let units = 0
  given.push(() => units)
  return () => {
    const text = PIECES[turn++ % PIECES.length] ?? ''
    units += text.length
    return units < WHOLE ? { text } : undefined
  }
}

function answer(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200)
  queued.push(() => 3 * response.writableLength)
  const reader = openReader(response, source())
  const timer = setInterval(reader.wake, 1)
  leave.push(() => clearInterval(timer))
  reader.wake()
}

function answerSocket(socket: WebSocket, { url }: IncomingMessage): void {
  const writer = createSocketWriter(socket)
  if (url !== '/') return void (url === '/told' && tell(socket, writer))
  const next = source()
  queued.push(() => 3 * socket.bufferedAmount)
  writer.add(() => next()?.text)
  leave.push(writer.close)
}

/** Whether or not anybody takes it. */
function tell(socket: WebSocket, writer: SocketWriter): void {
  queued.push(() => socket.bufferedAmount)
  const timer = setInterval(() => writer.send('x'.repeat(10_000)), 1)
  leave.push(() => clearInterval(timer))
  socket.on('close', () => clearInterval(timer))
}

it.each(['HTTP', 'WebSocket'] as const)('holds at most 64 KB for each of sixty who never read, on %s', async way => {
  const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed
  for (let n = 0; n < READERS; n++) {
    if (way === 'HTTP')
      get({ port, host: '127.0.0.1', agent: false }, response => void response.pause()).on('error', () => {})
    else {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false })
      socket.on('open', () => socket.pause()).on('error', () => {})
      leave.push(() => socket.terminate())
    }
  }
  let most = 0
  const look = () => (most = Math.max(most, ...queued.map(bytes => bytes())))
  // Each has been given all that the system takes, and no more.
  let last = -1
  await expect
    .poll(
      () => {
        look()
        const now = given.reduce((sum, units) => sum + units(), 0)
        const still = now === last && given.length === READERS
        last = now
        return still
      },
      { timeout: 15_000, interval: 300 },
    )
    .toBe(true)
  const after = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed
  console.log(
    `${way}: ${most} bytes wait at most; ${Math.round((after - before) / 1_024)} KB more with ${READERS} readers`,
  )
  expect(most).toBeGreaterThan(0)
  expect(most).toBeLessThanOrEqual(MAX_QUEUED)
  expect(Math.max(...given.map(units => units()))).toBeLessThan(WHOLE)
})

it('cuts a socket that does not take what it is told, before more waits for it', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/told`, { perMessageDeflate: false })
  socket.on('open', () => socket.pause()).on('error', () => {})
  leave.push(() => socket.terminate())
  let most = 0
  const gone = () => {
    most = Math.max(most, queued[0]?.() ?? 0)
    return sockets.clients.size === 0 && most > 0
  }
  await expect.poll(gone, { timeout: 15_000, interval: 1 }).toBe(true)
  expect(most).toBeLessThanOrEqual(MAX_QUEUED)
})

it('tells when a socket has taken what it was told', async () => {
  const told = new Promise<SocketWriter>(resolve => {
    sockets.once('connection', socket => resolve(createSocketWriter(socket)))
  })
  const socket = new WebSocket(`ws://127.0.0.1:${port}/other`, { perMessageDeflate: false })
  socket.on('error', () => {})
  leave.push(() => socket.terminate())
  const opened = new Promise(resolve => socket.once('open', resolve))
  const writer = await told
  await opened
  socket.pause()
  expect(writer.taken()).toBeUndefined()
  // More than the system takes.
  writer.send('x'.repeat(20_000_000))
  const taken = writer.taken()
  let isTaken = false
  void taken?.then(() => (isTaken = true))
  expect(isTaken).toBe(false)
  socket.resume()
  await taken
  expect(isTaken).toBe(true)
})
