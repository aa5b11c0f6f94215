import type { RequestListener } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock, type Clock } from '../lib/clock.ts'
import { createEgress } from '../lib/egress.ts'
import { createFakeClock } from '../lib/fake-clock.ts'
import { openSite, sendHtml, type Site } from '../lib/testing/site.ts'
import { createFetchPage } from './fetch-page.ts'
import { JobFailure } from './failure.ts'

const sites: Site[] = []
afterEach(() => sites.splice(0).forEach(({ close }) => close()))

/** A site with those rules, and what it was asked for. */
async function open(answer: RequestListener, robots: string | number = 404) {
  const asked: string[] = []
  const site = await openSite((request, response) => {
    asked.push(request.url ?? '')
    if (request.url !== '/robots.txt') answer(request, response)
    else if (typeof robots === 'number') response.writeHead(robots).end()
    else response.writeHead(200, { 'content-type': 'text/plain' }).end(robots)
  })
  sites.push(site)
  return { site, asked }
}

function fetcher(allowed: readonly Site[], clock: Clock = systemClock) {
  const allow = allowed.map(({ port }) => ({ kind: 'host', host: '127.0.0.1', port }) as const)
  const fetchPage = createFetchPage({ egress: createEgress({ allow, userAgent: 'Folio/9.9.9', clock }), clock })
  const nothing = { etag: null, lastModified: null, signal: new AbortController().signal }
  return (path: string, given: Partial<typeof nothing | { etag: string; lastModified: string }> = {}) =>
    fetchPage(`http://127.0.0.1:${allowed[0]?.port}${path}`, { ...nothing, ...given }).catch((error: unknown) => error)
}

describe('a page', () => {
  it('is given as it came, with what its site says of it', async () => {
    const headers = { etag: '"1"', 'last-modified': 'Sat, 21 Nov 2026 10:00:00 GMT' }
    const { site } = await open((_, response) => sendHtml(response, '<h1>hello</h1>', headers))
    expect(await fetcher([site])('/a/%C3%A9t%C3%A9.html?b#c')).toEqual({
      kind: 'page',
      raw: { bytes: Buffer.from('<h1>hello</h1>'), name: 'été.html', mediaType: 'text/html; charset=utf-8' },
      url: `http://127.0.0.1:${site.port}/a/%C3%A9t%C3%A9.html?b`,
      etag: '"1"',
      lastModified: 'Sat, 21 Nov 2026 10:00:00 GMT',
    })
    expect(await fetcher([site])('/')).toMatchObject({ raw: { name: '127.0.0.1' } })
    expect(await fetcher([site])('/a/%E0%A4%A')).toMatchObject({ raw: { name: '%E0%A4%A' } })
  })

  it('is not given again where it has not changed', async () => {
    const { site } = await open((request, response) => {
      if (request.headers['if-none-match'] === '"1"' || request.headers['if-modified-since'] === 'today')
        response.writeHead(304).end()
      else sendHtml(response, 'hello')
    })
    const get = fetcher([site])
    expect(await get('/', { etag: '"1"' })).toEqual({ kind: 'unchanged' })
    expect(await get('/', { lastModified: 'today' })).toEqual({ kind: 'unchanged' })
    expect(await get('/', { etag: '"0"' })).toMatchObject({ kind: 'page' })
  })

  it('that was never asked for cannot be unchanged', async () => {
    const { site } = await open((_, response) => void response.writeHead(304).end())
    expect(await fetcher([site])('/')).toMatchObject({ code: 'refused_by_site' })
  })
})

describe('what a site asks of programs', () => {
  const hello: RequestListener = (_, response) => sendHtml(response, 'hello')

  it('is kept to', async () => {
    const { site, asked } = await open(hello, 'User-agent: *\nDisallow: /private\nUser-agent: Folio\nDisallow: /no')
    const get = fetcher([site])
    expect(await get('/no/page')).toMatchObject({ code: 'refused_by_site', passing: false })
    expect(await get('/private')).toMatchObject({ kind: 'page' })
    expect(asked).toEqual(['/robots.txt', '/private'])
  })

  it('is asked again after an hour', async () => {
    const clock = createFakeClock()
    const { site, asked } = await open(hello, 'User-agent: *\nDisallow: /no')
    const get = fetcher([site], clock)
    await get('/a')
    await clock.advance(3_500_000)
    await get('/b')
    await clock.advance(200_000)
    await get('/c')
    expect(asked).toEqual(['/robots.txt', '/a', '/b', '/robots.txt', '/c'])
  })

  it.each([400, 401, 403, 404, 410])('is nothing where the answer is %i', async status => {
    const { site } = await open(hello, status)
    expect(await fetcher([site])('/')).toMatchObject({ kind: 'page' })
  })

  it.each([429, 500, 503])('is waited for where the answer is %i', async status => {
    const { site, asked } = await open(hello, status)
    expect(await fetcher([site])('/')).toMatchObject({ code: 'refused_by_site', passing: true })
    expect(asked).toEqual(['/robots.txt'])
  })

  it('counts where a site leads to, too', async () => {
    const second = await open(hello, 'User-agent: *\nDisallow: /no')
    const first = await open((request, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${second.site.port}${request.url}` }).end()
    })
    const get = fetcher([first.site, second.site])
    expect(await get('/no')).toMatchObject({ code: 'refused_by_site' })
    expect(await get('/yes')).toMatchObject({ kind: 'page' })
    expect(second.asked).toEqual(['/robots.txt', '/yes'])
  })
})

describe('what cannot be fetched', () => {
  it.each([
    [401, false],
    [403, false],
    [404, false],
    [410, false],
    [204, false],
    [429, true],
    [500, true],
    [503, true],
  ])('is told with the code of a job: %i', async (status, passing) => {
    const { site } = await open((_, response) => void response.writeHead(status).end())
    const failure = await fetcher([site])('/')
    expect(failure).toBeInstanceOf(JobFailure)
    expect(failure).toMatchObject({ code: 'refused_by_site', passing })
  })

  it.each([
    ['a picture', 'image/png', 'unsupported_type'],
    ['an archive', 'application/zip', 'unsupported_type'],
    ['nothing that it says', '', 'unsupported_type'],
  ])('is told where it is %s', async (_, type, code) => {
    const { site } = await open((__, response) => {
      if (type) response.setHeader('content-type', type)
      response.end('x')
    })
    expect(await fetcher([site])('/')).toMatchObject({ code, passing: false })
  })

  it('is told where the site is private, leads round and round, is too large, or is not there', async () => {
    const { site } = await open((request, response) => {
      if (request.url === '/round') response.writeHead(302, { location: '/round' }).end()
      else response.writeHead(200, { 'content-type': 'text/html', 'content-length': '99999999' }).write('x')
    })
    const get = fetcher([site])
    expect(await get('/round')).toMatchObject({ code: 'refused_by_site', passing: false })
    expect(await get('/large')).toMatchObject({ code: 'too_large', passing: false })
    site.close()
    expect(await fetcher([site])('/')).toMatchObject({ code: 'unreachable', passing: true })
    expect(await fetcher([{ ...site, port: 80 }])('@10.0.0.1/')).toMatchObject({
      code: 'address_not_allowed',
      passing: false,
    })
  })

  it('is told as it is where whoever wanted it has left', async () => {
    const { site } = await open(() => {})
    const leaving = new AbortController()
    const found = fetcher([site])('/', { signal: leaving.signal })
    leaving.abort(new Error('cancelled'))
    expect(await found).toMatchObject({ message: 'cancelled' })
  })
})
