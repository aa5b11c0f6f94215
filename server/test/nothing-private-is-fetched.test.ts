import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../src/lib/clock.ts'
import { resolveBySystem, type Resolve } from '../src/lib/egress-lookup.ts'
import { EgressFailure } from '../src/lib/egress-failure.ts'
import { createEgress } from '../src/lib/egress.ts'
import { readAllowed } from '../src/lib/setting.ts'
import { openCanary, type Canary } from './world/canary.ts'
import { privateAddresses } from './world/private-addresses.ts'

const PUBLIC = { address: '93.184.216.34', family: 4 }
const LOOPBACK = { address: '127.0.0.1', family: 4 }

let canary: Canary
let site: Server
let siteAt = ''
let leadsTo = ''
beforeAll(async () => {
  canary = await openCanary((_, response) => response.setHeader('content-type', 'text/html').end('hello'))
  site = createServer((request, response) => {
    if (request.url === '/') response.writeHead(302, { location: leadsTo }).end()
    else response.writeHead(200, { 'content-type': 'text/html' }).end('fine')
  })
  site.listen(0, '127.0.0.1')
  await once(site, 'listening')
  siteAt = `127.0.0.1:${(site.address() as AddressInfo).port}`
})
afterEach(() => canary.reset())
afterAll(async () => {
  await canary.close()
  site.close()
})

/** Names that nobody registered stand for what is inside; the rest is as this machine finds it. */
const resolve: Resolve = name =>
  name === 'inside.example' ? Promise.resolve([{ address: '10.9.8.7', family: 4 }]) : resolveBySystem(name)

function fetchFrom(url: string, { allow = '', by = resolve } = {}) {
  const allowed = allow.split(',').flatMap(text => readAllowed(text) ?? [])
  const egress = createEgress({ allow: allowed, userAgent: 'Folio/test', clock: systemClock, resolve: by })
  const signal = AbortSignal.timeout(5_000)
  return egress.fetch(url, { types: ['text/html'], signal }).catch((error: unknown) => error)
}

const rows = () => privateAddresses(canary.port)

test('the canary is there, and most of these ways would lead to it', async () => {
  expect(rows().length).toBeGreaterThanOrEqual(100)
  const ways = rows().filter(({ url, reaches }) => reaches && (canary.ipv6 || !url.includes('[')))
  for (const { url } of ways) await fetch(url).then(response => response.text())
  expect(canary.requests).toHaveLength(ways.length)
})

test('none of them is fetched', async () => {
  for (const { url } of rows()) {
    const failure = await fetchFrom(url)
    expect([url, failure]).toEqual([url, expect.any(EgressFailure)])
    expect([url, failure]).toEqual([url, expect.objectContaining({ code: 'address_not_allowed' })])
  }
  expect(canary.connections).toBe(0)
})

test('a site that may be fetched leads to none of them', async () => {
  expect(await fetchFrom(`http://${siteAt}/page`, { allow: siteAt })).toMatchObject({ status: 200 })
  // A header holds Latin letters alone, without line breaks; what names no host leads to the site's own.
  const led = rows().filter(({ url }) => /^[\x20-\x7e]+$/.test(url) && hostOf(url) !== siteAt)
  expect(led.length).toBeGreaterThanOrEqual(90)
  for (const { url } of led) {
    leadsTo = url
    const failure = await fetchFrom(`http://${siteAt}/`, { allow: siteAt })
    expect([url, failure]).toEqual([url, expect.objectContaining({ code: 'address_not_allowed' })])
  }
  leadsTo = `//127.0.0.1:${canary.port}/secret`
  expect(await fetchFrom(`http://${siteAt}/`, { allow: siteAt })).toMatchObject({ code: 'address_not_allowed' })
  expect(canary.connections).toBe(0)
})

const hostOf = (url: string) =>
  URL.canParse(url, `http://${siteAt}`) ? new URL(url, `http://${siteAt}`).host : undefined

describe('a name', () => {
  test.each(['http:', 'https:'])('that stands for something inside is not fetched by %s', async scheme => {
    for (const address of [
      '127.0.0.1',
      '10.0.0.1',
      '169.254.169.254',
      '::1',
      '::ffff:7f00:1',
      'fd00::1',
      '64:ff9b::7f00:1',
    ]) {
      const by = async () => [{ address, family: address.includes(':') ? 6 : 4 }]
      expect(await fetchFrom(`${scheme}//rebound.example/`, { by })).toMatchObject({ code: 'address_not_allowed' })
    }
  })

  test('that stands for something inside beside something outside is not fetched', async () => {
    for (const found of [
      [PUBLIC, LOOPBACK],
      [LOOPBACK, PUBLIC],
    ])
      expect(await fetchFrom('http://rebound.example/', { by: async () => found })).toMatchObject({
        code: 'address_not_allowed',
      })
  })

  test('is looked up once for each request: what it stands for a moment later changes nothing', async () => {
    const found = [[PUBLIC], [LOOPBACK], [LOOPBACK]]
    let asked = 0
    const by: Resolve = async () => found[asked++] ?? [LOOPBACK]
    const egress = createEgress({ allow: [], userAgent: 'Folio/test', clock: systemClock, resolve: by })
    const asking = { types: ['text/html'], signal: AbortSignal.timeout(500) }
    // Nobody answers there, or this machine has no way out.
    await egress.fetch('http://rebound.example/', asking).catch(() => {})
    expect(asked).toBe(1)
    expect(await fetchFrom('http://rebound.example/', { by })).toMatchObject({ code: 'address_not_allowed' })
  })

  test('that a site leads to is looked up anew', async () => {
    const names: string[] = []
    const by: Resolve = async name => {
      names.push(name)
      return [LOOPBACK]
    }
    leadsTo = `http://rebound.example/`
    expect(await fetchFrom(`http://${siteAt}/`, { allow: siteAt, by })).toMatchObject({ code: 'address_not_allowed' })
    expect(names).toEqual(['rebound.example'])
  })
})

describe('what whoever runs the server lists', () => {
  test('is fetched: that host at that port', async () => {
    const allow = `127.0.0.1:${canary.port}`
    expect(await fetchFrom(`${canary.url}/secret`, { allow })).toMatchObject({ status: 200 })
    expect(canary.requests).toEqual(['GET /secret'])
    expect(await fetchFrom(`http://localhost:${canary.port}/`, { allow })).toMatchObject({
      code: 'address_not_allowed',
    })
    expect(await fetchFrom('http://127.0.0.1/', { allow })).toMatchObject({ code: 'address_not_allowed' })
    expect(await fetchFrom(`http://ana@127.0.0.1:${canary.port}/`, { allow })).toMatchObject({
      code: 'address_not_allowed',
    })
    expect(canary.connections).toBe(1)
  })

  test('is fetched by its name, wherever that leads', async () => {
    const allow = `wiki.example:${canary.port}`
    const by = async () => [LOOPBACK]
    expect(await fetchFrom(`http://wiki.example:${canary.port}/`, { allow, by })).toMatchObject({ status: 200 })
    expect(await fetchFrom(`http://other.example:${canary.port}/`, { allow, by })).toMatchObject({
      code: 'address_not_allowed',
    })
  })

  test('may be a range of addresses, at the usual ports', async () => {
    const allow = '127.0.0.0/8,::1'
    expect(await fetchFrom(`${canary.url}/`, { allow })).toMatchObject({ code: 'address_not_allowed' })
    const answer = await fetchFrom('http://127.0.0.1/', { allow })
    // Somebody may listen at port 80 of this machine; what matters is that it was asked.
    expect(answer).not.toMatchObject({ code: 'address_not_allowed' })
    expect(await fetchFrom('http://10.0.0.1/', { allow })).toMatchObject({ code: 'address_not_allowed' })
  })

  test('is reached by leading to it, and leads no further', async () => {
    const allow = `${siteAt},127.0.0.1:${canary.port}`
    leadsTo = `${canary.url}/led`
    expect(await fetchFrom(`http://${siteAt}/`, { allow })).toMatchObject({ status: 200 })
    expect(canary.requests).toEqual(['GET /led'])
    leadsTo = 'http://10.0.0.1/'
    expect(await fetchFrom(`http://${siteAt}/`, { allow })).toMatchObject({ code: 'address_not_allowed' })
  })
})
