import { connect } from 'node:net'
import { ERROR_CODES, type Problem } from '@folio/protocol'
import { expect, test } from 'vitest'
import type { Whole } from './world/http.ts'
import type { Person } from './world/person.ts'
import { inEveryWorld, type World } from './world/world.ts'

const BODY_LIMIT = 40_000
const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
const wide = (members: number) => JSON.stringify({ title: 'x', list: Array.from({ length: members }, () => 1) })

/** Bodies of `POST /api/conversations`, and the codes they are refused with. */
const BODIES: Record<string, [body: string | Buffer, code: string]> = {
  'half a body': ['{"title":', 'malformed_json'],
  'no JSON': ['title=x', 'malformed_json'],
  'two values': ['{} {}', 'malformed_json'],
  'a comment': ['{/* */}', 'malformed_json'],
  'what is no UTF-8': [Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 'malformed_json'],
  'a body that is nested too deeply': [deep(100), 'malformed_json'],
  'a body with too many members': [wide(10_001), 'malformed_json'],
  'a prototype': ['{"__proto__":{"admin":true}}', 'malformed_json'],
  'a list': ['[]', 'invalid_request'],
  null: ['null', 'invalid_request'],
  'a text': ['"hello"', 'invalid_request'],
  'a number for a title': ['{"title":7}', 'invalid_request'],
  'an object for a title': ['{"title":{"a":1}}', 'invalid_request'],
  'NUL in a title': ['{"title":"a\\u0000b"}', 'invalid_request'],
  'a title that is too long': [JSON.stringify({ title: 'x'.repeat(201) }), 'invalid_request'],
  'an id that is none': ['{"id":"7"}', 'invalid_request'],
}

inEveryWorld(
  world => {
    test.each(Object.keys(BODIES))('%s is refused, is not said back, and changes nothing', async name => {
      const [body, code] = BODIES[name] ?? ['', '']
      const ana = await world.guest()
      const answer = await ana.ask<Problem>('POST', '/api/conversations', { body })
      expect([answer.status, answer.json.code]).toEqual([400, code])
      expectProblem(answer)
      if (code === 'invalid_request') expect(answer.json.errors?.length).toBeGreaterThan(0)
      expect((await ana.get<{ items: unknown[] }>('/api/conversations')).json.items).toEqual([])
    })

    test('a body that announces to be too large is refused before it is read', async () => {
      const ana = await world.guest()
      const answer = await ana.ask<Problem>('POST', '/api/conversations', { body: ' '.repeat(BODY_LIMIT + 1) })
      expect([answer.status, answer.json.code]).toEqual([413, 'body_too_large'])
      expectProblem(answer)
    })

    test('one that grows too large as it comes is cut, and the server goes on', async () => {
      const ana = await world.guest()
      const head = `POST /api/conversations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ana.token}\r\nContent-Type: application/json\r\n`
      const chunk = `${(10_000).toString(16)}\r\n${' '.repeat(10_000)}\r\n`
      expect(await raw(world, `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(20)}`)).toMatch(
        /^HTTP\/1.1 413 /,
      )
      expect((await ana.get('/auth/me')).status).toBe(200)
    })

    test('one that is shorter than it says, or no HTTP at all, harms nobody', async () => {
      const ana = await world.guest()
      const head = `POST /api/conversations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ana.token}\r\nContent-Type: application/json\r\n`
      const socket = connect(Number(new URL(world.base).port), '127.0.0.1')
      socket.write(`${head}Content-Length: 100\r\n\r\n{"title":`)
      await new Promise<void>(resolve => socket.end(() => resolve()))
      expect(await raw(world, 'HELLO\r\n\r\n')).toMatch(/^(HTTP\/1.1 400 |$)/)
      expect(await raw(world, `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`)).toMatch(
        /^(HTTP\/1.1 400 |$)/,
      )
      expect((await ana.get<{ items: unknown[] }>('/api/conversations')).json.items).toEqual([])
    })

    test('only JSON is taken for JSON', async () => {
      const ana = await world.guest()
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data',
        'application/jsonp',
      ]) {
        const answer = await ana.ask<Problem>('POST', '/api/conversations', {
          headers: { 'content-type': type },
          body: '{}',
        })
        expect([type, answer.status, answer.json.code]).toEqual([type, 415, 'unsupported_media_type'])
      }
      for (const type of ['application/json', 'application/json; charset=utf-8', 'application/vnd.api+json']) {
        expect(
          (await ana.ask('POST', '/api/conversations', { headers: { 'content-type': type }, body: '{}' })).status,
        ).toBe(201)
      }
      const packed = await ana.ask('POST', '/api/conversations', {
        headers: { 'content-encoding': 'gzip' },
        body: '{}',
      })
      expect(packed.status).toBe(415)
    })

    test('an address that is not there is 404, and one that takes another method 405 with those it takes', async () => {
      const ana = await world.guest()
      const absent = await ana.get<Problem>('/api/nothing')
      expect([absent.status, absent.json.code]).toEqual([404, 'not_found'])
      expectProblem(absent)
      for (const [method, path, allow] of [
        ['DELETE', '/api/conversations', 'GET, POST, HEAD'],
        ['PUT', '/auth/me', 'GET, PATCH, DELETE, HEAD'],
        ['GET', '/auth/login', 'POST'],
        ['POST', '/health', 'GET, HEAD'],
      ] as const) {
        const answer = await ana.ask<Problem>(method, path)
        expect([path, answer.status, answer.headers.allow]).toEqual([path, 405, allow])
        expectProblem(answer)
      }
    })

    test('an id that cannot be one names nothing', async () => {
      const ana = await world.guest()
      for (const id of ['7', 'null', '..%2f..%2fetc', '%00', "'%20or%201=1", 'x'.repeat(500)]) {
        for (const path of [`/api/conversations/${id}`, `/api/messages/${id}`, `/api/messages/${id}/events`]) {
          expect([path, (await ana.get(path)).status]).toEqual([path, 404])
        }
      }
    })

    test('the length of what is said is told in characters', async () => {
      const ana = await world.guest()
      const path = `/api/conversations/${await ana.conversation()}/messages`
      const cases = [
        { content: '', status: 400, code: 'message_empty' },
        { content: ' \n ', status: 400, code: 'message_empty' },
        { content: 'x'.repeat(5_001), status: 400, code: 'message_too_long' },
        { content: '🙂'.repeat(2_501), status: 400, code: 'message_too_long' },
        { content: '€'.repeat(3_414), status: 413, code: 'message_too_large' },
        { content: 'a\0b', status: 400, code: 'invalid_request' },
        { content: 7, status: 400, code: 'invalid_request' },
        { status: 400, code: 'invalid_request' },
      ]
      for (const { status, code, ...body } of cases) {
        const answer = await ana.post<Problem>(path, body)
        expect([answer.status, answer.json.code]).toEqual([status, code])
        expectProblem(answer)
      }
      for (const content of ['x'.repeat(5_000), '🙂'.repeat(2_500), `  ${'x'.repeat(5_000)}  `]) {
        const conversationId = await ana.conversation()
        expect(
          (await ana.post(`/api/conversations/${conversationId}/messages`, { content, model: 'tokens-1' })).status,
        ).toBe(202)
      }
    })

    test('half a surrogate pair is taken, and made whole', async () => {
      const ana = await world.guest()
      const reply = await ana.ask<{ message: { content: string } }>(
        'POST',
        `/api/conversations/${await ana.conversation()}/messages`,
        {
          body: '{"content":"half \\ud83d a pair","model":"tokens-1"}',
        },
      )
      expect([reply.status, reply.json.message.content]).toEqual([202, 'half \ufffd a pair'])
    })

    test('whoever has no session is told so, and how to get one', async () => {
      const nobody = await world.ask<Problem>('GET', '/api/conversations')
      expect([nobody.status, nobody.json.code, nobody.headers['www-authenticate']]).toEqual([
        401,
        'unauthenticated',
        'Bearer',
      ])
      for (const authorization of ['Bearer x', 'Basic eDp5', 'Bearer', 'x', await forged(world)]) {
        const { status, json, headers } = await world.ask<Problem>('GET', '/api/conversations', {
          headers: { authorization },
        })
        expect([status, json.code, headers['www-authenticate']]).toEqual([
          401,
          'invalid_token',
          'Bearer error="invalid_token"',
        ])
      }
    })
  },
  { MAX_BODY_BYTES: String(BODY_LIMIT), MAX_MESSAGE_BYTES: '10240' },
)

/** Every error has this form, names its request, and tells nothing of the inside. */
function expectProblem({ status, headers, text, json }: Whole<Problem>): void {
  expect(headers['content-type']).toBe('application/problem+json')
  expect(json).toMatchObject({
    status,
    type: `urn:folio:problem:${json.code}`,
    title: expect.any(String),
    detail: expect.any(String),
  })
  expect(ERROR_CODES).toContain(json.code)
  expect(json.request_id).toBe(headers['x-request-id'])
  expect(text).not.toMatch(/ at .*\.[jt]s|node_modules|sqlite|postgres|select |insert /i)
}

/** A good token that says it is somebody else's. */
async function forged(world: World): Promise<string> {
  const [ana, ben]: Person[] = await Promise.all([world.guest(), world.guest()])
  const [head, , signature] = ana?.token.split('.') ?? []
  return `Bearer ${head}.${ben?.token.split('.')[1]}.${signature}`
}

/** Writes to the socket as it is, and answers what comes back until it is closed. */
function raw(world: World, text: string): Promise<string> {
  return new Promise(resolve => {
    let answer = ''
    const socket = connect(Number(new URL(world.base).port), '127.0.0.1', () => socket.write(text))
    const done = () => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(5_000, done)
    socket.on('data', bytes => {
      answer += bytes.toString()
      if (answer.includes('\r\n\r\n')) done()
    })
    socket.on('error', done).on('close', done)
  })
}
