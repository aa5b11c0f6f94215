import type { IncomingMessage, RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { connectTo } from './egress-connect.ts'
import { readTarget } from './egress-target.ts'
import { fetchFromSite, openRawSite, openSite, sendHtml, type Site } from './testing/site.ts'

const sites: Site[] = []
const keep = (opened: Site) => {
  sites.push(opened)
  return opened
}
const site = async (answer: RequestListener) => keep(await openSite(answer))
const rawSite = async (answer: (socket: Socket) => void) => keep(await openRawSite(answer))
afterEach(() => sites.splice(0).forEach(({ close }) => close()))

describe('what is asked', () => {
  it('says who asks, and nothing of who wants it', async () => {
    let asked: IncomingMessage['headers'] = {}
    const here = await site((request, response) => {
      asked = request.headers
      sendHtml(response, 'hello', { 'set-cookie': 'a=b', etag: '"1"' })
    })
    const get = fetchFromSite(here)
    await get('/a?b=c#d', {
      etag: '"0"',
      lastModified: 'Sat, 21 Nov 2026 10:00:00 GMT',
      types: ['text/html', 'text/plain'],
    })
    expect(asked).toEqual({
      host: `127.0.0.1:${here.port}`,
      connection: 'keep-alive',
      'user-agent': 'Folio/9.9.9',
      accept: 'text/html, text/plain',
      'accept-encoding': 'gzip, br, deflate',
      'if-none-match': '"0"',
      'if-modified-since': 'Sat, 21 Nov 2026 10:00:00 GMT',
    })
    await get('/again')
    expect(asked.cookie).toBeUndefined()
    expect(asked.referer).toBeUndefined()
  })

  it('goes by no proxy that the environment names', async () => {
    const heard: string[] = []
    const proxy = await site((request, response) => {
      heard.push(request.url ?? '')
      response.end()
    })
    const here = await site((_, response) => sendHtml(response, 'hello'))
    const names = ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'NODE_USE_ENV_PROXY']
    for (const name of names) process.env[name] = name.startsWith('NODE') ? '1' : `http://127.0.0.1:${proxy.port}`
    expect(await fetchFromSite(here)('/')).toMatchObject({ status: 200 })
    for (const name of names) Reflect.deleteProperty(process.env, name)
    expect(heard).toEqual([])
  })
})

describe('what is answered', () => {
  it.each([
    ['as it is', '', (body: Buffer) => body],
    ['with gzip', 'gzip', gzipSync],
    ['with br', 'br', brotliCompressSync],
    ['with deflate', 'deflate', deflateSync],
    ['with GZIP', 'GZIP', gzipSync],
  ])('is unpacked where it comes %s', async (_, encoding, pack) => {
    const body = Buffer.from('hello '.repeat(10_000))
    const here = await site((__, response) =>
      sendHtml(response, pack(body), encoding ? { 'content-encoding': encoding } : {}),
    )
    const found = await fetchFromSite(here)('/page')
    expect(found).toMatchObject({ status: 200, contentType: 'text/html; charset=utf-8', etag: null })
    expect(Buffer.from((found as { bytes: Uint8Array }).bytes).equals(body)).toBe(true)
  })

  it.each([304, 401, 404, 429, 500, 503])('%i is told, and its body not read', async status => {
    const here = await site((_, response) => {
      response.writeHead(status, { 'content-type': 'image/png', etag: '"2"' })
      if (status === 304) response.end()
      else response.write('x'.repeat(1_000))
    })
    expect(await fetchFromSite(here)('/')).toMatchObject({ status, etag: '"2"', bytes: new Uint8Array() })
  })

  it.each(['image/png', 'application/octet-stream', 'text/htmlx', ''])('of the type %j is not read', async type => {
    const here = await site((_, response) => {
      if (type) response.setHeader('content-type', type)
      response.write('x')
    })
    expect(await fetchFromSite(here)('/')).toMatchObject({ code: 'unsupported_type' })
  })

  it('in an unknown packing is not read', async () => {
    for (const encoding of ['zstd', 'gzip, gzip', 'compress']) {
      const here = await site((_, response) => sendHtml(response, 'x', { 'content-encoding': encoding }))
      expect(await fetchFromSite(here)('/')).toMatchObject({ code: 'unsupported_type' })
    }
  })

  it('is followed three times, and no more', async () => {
    const seen: string[] = []
    const here = await site((request, response) => {
      seen.push(request.url ?? '')
      const n = Number(request.url?.slice(1))
      if (n === 0) sendHtml(response, 'here')
      else response.writeHead([301, 302, 307, 308][n % 4] ?? 303, { location: `/${n - 1}` }).end()
    })
    const get = fetchFromSite(here)
    expect(await get('/3')).toMatchObject({ status: 200, url: new URL(`http://127.0.0.1:${here.port}/0`) })
    expect(await get('/4')).toMatchObject({ code: 'too_many_redirects' })
    expect(seen).toEqual(['/3', '/2', '/1', '/0', '/4', '/3', '/2', '/1'])
  })
})

describe('what is no good answer', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n'
  it.each([
    ['is no HTTP', 'HELLO\r\n\r\n'],
    ['has heads without end', `${head}${`X: ${'y'.repeat(1_000)}\r\n`.repeat(100)}\r\n`],
    ['has less than it says', `${head}Content-Length: 100\r\n\r\nhello`],
    ['has two lengths', `${head}Content-Length: 5\r\nContent-Length: 7\r\n\r\nhello`],
    ['has a length that is none', `${head}Content-Length: -5\r\n\r\nhello`],
    ['ends in the middle of a chunk', `${head}Transfer-Encoding: chunked\r\n\r\nff\r\nhello`],
    ['is packed, and broken', `${head}Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello`],
  ])('is told from one: what %s', async (_, text) => {
    const here = await rawSite(socket => socket.end(text))
    expect(await fetchFromSite(here)('/')).toMatchObject({ code: 'unreachable' })
  })

  it('has more than it says: the rest is not read', async () => {
    const here = await rawSite(socket => socket.end(`${head}Content-Length: 5\r\n\r\nhello and more`))
    const found = await fetchFromSite(here)('/')
    const { bytes = new Uint8Array() } = found as { bytes?: Uint8Array }
    // What comes behind may spoil the connection; it never becomes part of the page.
    expect(['', 'hello']).toContain(Buffer.from(bytes).toString())
  })

  it('is nobody there', async () => {
    const here = await site(() => {})
    here.close()
    expect(await fetchFromSite(here)('/')).toMatchObject({ code: 'unreachable' })
  })
})

it('a socket that is connected to something else than was permitted is left before anything is sent', async () => {
  let heard = ''
  const here = await rawSite(() => (heard += 'something'))
  const target = { ...readTarget('http://site.example/', []), permits: () => false }
  const connect = connectTo([{ address: '127.0.0.1', family: 4 }], target)
  const options = { hostname: 'site.example', host: 'site.example', protocol: 'http:', port: String(here.port) }
  const error = await new Promise(resolve => {
    connect(options, (...[failure]) => resolve(failure))
  })
  expect(error).toMatchObject({ code: 'address_not_allowed' })
  expect(heard).toBe('')
})
