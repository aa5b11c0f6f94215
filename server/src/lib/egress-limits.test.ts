import { setMaxListeners } from 'node:events'
import type { RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { createFakeClock } from './fake-clock.ts'
import { fetchFromSite, openRawSite, openSite, sendHtml, type Site } from './testing/site.ts'

const MIB = 1_024 * 1_024
const MAX_BYTES = 10 * MIB
const quickBrotli = (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 2 } })
const GZIP_HEAD = '\x1f\x8b\x08\0\0\0\0\0\0\x03'
/** Well-formed, and nothing in it. */
const EMPTY_BLOCK = '\0\0\0\xff\xff'

const sites: Site[] = []
const keep = (opened: Site) => {
  sites.push(opened)
  return opened
}
const site = async (answer: RequestListener) => keep(await openSite(answer))
const rawSite = async (answer: (socket: Socket) => void) => keep(await openRawSite(answer))
afterEach(() => sites.splice(0).forEach(({ close }) => close()))

describe('what is too large', () => {
  it('is not read where it says so', async () => {
    const here = await site((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html', 'content-length': String(MAX_BYTES + 1) }).write('x')
    })
    expect(await fetchFromSite(here)('/')).toMatchObject({ code: 'too_large' })
  })

  it('is cut where it does not', async () => {
    let sent = 0
    const here = await site((_, response) => {
      response.setHeader('content-type', 'text/html')
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536
      }
      response.on('drain', more)
      more()
    })
    expect(await fetchFromSite(here)('/')).toMatchObject({ code: 'too_large' })
    expect(sent).toBeLessThan(4 * MAX_BYTES)
  })

  it.each([
    ['gzip', gzipSync],
    ['br', quickBrotli],
    ['deflate', deflateSync],
  ] as const)('is cut while it is unpacked: a bomb of %s', async (encoding, pack) => {
    const bomb = pack(Buffer.alloc(200 * MIB))
    expect(bomb.length).toBeLessThan(MIB)
    const here = await site((_, response) => sendHtml(response, bomb, { 'content-encoding': encoding }))
    const before = process.memoryUsage().rss
    expect(await fetchFromSite(here)('/')).toMatchObject({ code: 'too_large' })
    expect(process.memoryUsage().rss - before).toBeLessThan(80 * MIB)
  })

  it('is taken up to exactly as much as there may be', async () => {
    const here = await site((request, response) => sendHtml(response, Buffer.alloc(Number(request.url?.slice(1)))))
    const get = fetchFromSite(here)
    expect(await get(`/${MAX_BYTES}`)).toMatchObject({ status: 200 })
    expect(await get(`/${MAX_BYTES + 1}`)).toMatchObject({ code: 'too_large' })
  })
})

describe('what takes too long', () => {
  const drip = (first: string, rest: string) => (socket: Socket) => {
    socket.write(first, 'latin1')
    const dripping = setInterval(() => socket.write(rest, 'latin1'), 20)
    socket.once('close', () => clearInterval(dripping))
  }
  it.each([
    ['says nothing', () => {}],
    ['sends head after head', drip('HTTP/1.1 200 OK\r\n', 'X: y\r\n')],
    ['sends one answer after another before the real one', drip('', 'HTTP/1.1 103 Early Hints\r\n\r\n')],
    [
      'sends its body drop by drop',
      drip('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999\r\n\r\n', 'x'),
    ],
    [
      'sends a packed body drop by drop',
      drip(`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n${GZIP_HEAD}`, EMPTY_BLOCK),
    ],
  ])('is given up after 15 seconds, all in all: a site that %s', async (_, answer) => {
    const clock = createFakeClock()
    let begun = 0
    const here = await rawSite(socket => {
      begun++
      answer(socket)
    })
    const found = fetchFromSite(here, clock)('/')
    await expect.poll(() => begun).toBe(1)
    await clock.advance(14_900)
    expect(clock.timers()).toBe(1)
    await clock.advance(200)
    expect(await found).toMatchObject({ code: 'took_too_long' })
    expect(clock.timers()).toBe(0)
  })

  it('is the whole way there: redirects take of the same 15 seconds', async () => {
    const clock = createFakeClock()
    const waiting: (() => void)[] = []
    const here = await site((_, response) => {
      waiting.push(() => void response.writeHead(302, { location: '/next' }).end())
    })
    const found = fetchFromSite(here, clock)('/')
    for (let n = 1; n <= 2; n++) {
      await expect.poll(() => waiting.length).toBe(n)
      await clock.advance(6_000)
      waiting[n - 1]?.()
    }
    await expect.poll(() => waiting.length).toBe(3)
    await clock.advance(3_100)
    expect(await found).toMatchObject({ code: 'took_too_long' })
  })

  it('is left at once by whoever does not want it any more', async () => {
    const here = await rawSite(() => {})
    const leaving = new AbortController()
    const found = fetchFromSite(here)('/', { signal: leaving.signal })
    const why = new Error('cancelled')
    leaving.abort(why)
    expect(await found).toBe(why)
  })
})

describe('how many at once', () => {
  it('are four; the rest wait, and who leaves meanwhile is not waited for', async () => {
    let most = 0
    const open = new Set<ServerResponse>()
    const here = await site((_, response) => {
      open.add(response)
      most = Math.max(most, open.size)
    })
    const get = fetchFromSite(here)
    const leaving = new AbortController()
    const all = Array.from({ length: 10 }, () => get('/'))
    const left = get('/', { signal: leaving.signal })
    await expect.poll(() => open.size).toBe(4)
    leaving.abort(new Error('left'))
    expect(await left).toMatchObject({ message: 'left' })
    const answering = setInterval(() => {
      for (const response of open) sendHtml(response, 'hello')
      open.clear()
    }, 10)
    for (const found of await Promise.all(all)) expect(found).toMatchObject({ status: 200 })
    clearInterval(answering)
    expect(most).toBe(4)
  })

  it('may wait, is bounded too', async () => {
    const here = await site(() => {})
    const get = fetchFromSite(here)
    const leaving = new AbortController()
    setMaxListeners(0, leaving.signal)
    const all = Array.from({ length: 104 }, () => get('/', { signal: leaving.signal }))
    expect(await get('/')).toMatchObject({ code: 'busy' })
    leaving.abort(new Error('left'))
    for (const found of await Promise.all(all)) expect(found).toMatchObject({ message: 'left' })
  })
})
