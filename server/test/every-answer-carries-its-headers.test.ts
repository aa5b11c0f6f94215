import { expect, test } from 'vitest'
import type { Whole } from './world/http.ts'
import { inEveryWorld, type World } from './world/world.ts'

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
  "connect-src 'self'; worker-src 'self'; manifest-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types dompurify folio"

const LISTED = 'http://localhost:5173'
const FOREIGN = 'https://evil.example'

inEveryWorld(world => {
  test('answers of every kind carry the headers that protect whoever reads them', async () => {
    const ana = await world.guest()
    const reply = await ana.say('hello', { model: 'tokens-2' })
    await ana.ended(reply)
    const answers: Record<string, Whole> = {
      'the page': await world.ask('GET', '/'),
      JSON: await ana.get('/auth/me'),
      'no content': await ana.post('/auth/logout'),
      'an error': await world.ask('GET', '/api/conversations'),
      'nothing there': await world.ask('GET', '/api/nothing'),
      'another method': await world.ask('PUT', '/auth/me'),
      health: await world.ask('GET', '/healthz'),
      'a preflight': await preflight(world, LISTED),
    }
    const ben = await world.guest()
    const other = await ben.say('hello', { model: 'tokens-2' })
    await ben.ended(other)
    answers['a stream'] = await ben.get(`/api/messages/${other.id}/events`)
    answers['plain text'] = await ben.get(`/api/messages/${other.id}/text`)
    for (const [name, { headers }] of Object.entries(answers)) {
      expect([name, headers]).toMatchObject([
        name,
        {
          'content-security-policy': POLICY,
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-resource-policy': 'same-origin',
          'permissions-policy': expect.stringContaining('microphone=()'),
          'x-request-id': expect.stringMatching(/^[\w.:-]+$/),
          vary: expect.stringContaining('Origin'),
        },
      ])
      expect([name, headers['x-powered-by'], headers.server]).toEqual([name, undefined, undefined])
      if (name !== 'the page') expect(headers['cache-control']).toContain('no-store')
      // Nobody spoke TLS with us.
      expect(headers['strict-transport-security']).toBeUndefined()
    }
  })

  test('a request id that is well formed is kept, any other replaced', async () => {
    const idOf = async (id: string) =>
      (await world.ask('GET', '/api/nothing', { headers: { 'x-request-id': id } })).headers['x-request-id']
    for (const id of ['abc', 'trace-01:2.3_4', 'x'.repeat(128)]) expect(await idOf(id)).toBe(id)
    for (const id of ['x'.repeat(129), 'two words', '{"a":1}', 'é', '<script>'])
      expect(await idOf(id)).toMatch(/^[\da-f-]{36}$/)
  })

  test('a page of a listed origin may read answers, with credentials; any other may not', async () => {
    const ana = await world.guest()
    const read = (origin: string) => ana.ask('GET', '/auth/me', { headers: { origin } })
    const listed = (await read(LISTED)).headers
    expect(listed['access-control-allow-origin']).toBe(LISTED)
    expect(listed['access-control-allow-credentials']).toBe('true')
    expect(listed['access-control-expose-headers']).toContain('X-Message-Id')
    for (const origin of [
      FOREIGN,
      'null',
      `${LISTED}.evil.example`,
      'http://localhost:5174',
      'https://localhost:5173',
    ]) {
      const { headers } = await read(origin)
      expect([origin, headers['access-control-allow-origin'], headers.vary]).toEqual([origin, undefined, 'Origin'])
    }
  })

  test('a preflight is answered for listed origins alone', async () => {
    const listed = await preflight(world, LISTED)
    expect(listed.status).toBe(204)
    expect(listed.headers['access-control-allow-origin']).toBe(LISTED)
    expect(listed.headers['access-control-allow-methods']).toContain('PATCH')
    expect(listed.headers['access-control-allow-headers']).toContain('Idempotency-Key')
    expect((await preflight(world, FOREIGN)).headers['access-control-allow-origin']).toBeUndefined()
  })

  test('an error can be read across origins too, and a refused origin changes nothing', async () => {
    const { headers } = await world.ask('GET', '/api/conversations', { headers: { origin: LISTED } })
    expect(headers['access-control-allow-origin']).toBe(LISTED)
    const refused = await world.ask('POST', '/auth/guest', { headers: { origin: FOREIGN } })
    expect([refused.status, refused.json.code]).toEqual([403, 'origin_not_allowed'])
    expect(refused.headers['set-cookie']).toBeUndefined()
  })

  test('the page is served at its addresses, and nothing else is', async () => {
    for (const path of ['/', '/c', '/c/0190a5d0-0000-7000-8000-000000000000']) {
      const { status, headers, text } = await world.ask('GET', path)
      expect([path, status]).toEqual([path, 200])
      if (headers['content-type']?.includes('html')) expect(text).not.toMatch(/<script(?![^>]*src=)|\son\w+=|\sstyle=/)
    }
    for (const path of [
      '/../package.json',
      '/%2e%2e/package.json',
      '/.env',
      '/assets/../../main.js',
      '/index.html.br',
      '/src/main.tsx',
    ]) {
      expect([path, (await world.ask('GET', path)).status]).toEqual([path, 404])
    }
  })
})

const preflight = (world: World, origin: string) =>
  world.ask('OPTIONS', '/api/conversations', { headers: { origin, 'access-control-request-method': 'POST' } })
