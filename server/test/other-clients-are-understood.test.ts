import { expect, test } from 'vitest'
import { textOf, type Whole } from './world/http.ts'
import { cookieOf, inEveryWorld } from './world/world.ts'

type Turn = { user: string; AI: string }

inEveryWorld(
  world => {
    test('POST /api/chat answers with the reply itself, in pieces, as it is made', async () => {
      const ana = await world.guest()
      const answer = await ana.stream('POST', '/api/chat', { body: { message: 'hello' } })
      expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8'])
      const pieces: { text: string; at: number }[] = []
      for await (const text of answer.pieces) pieces.push({ text, at: performance.now() })
      const text = pieces.map(piece => piece.text).join('')
      expect(text).toContain('This is a placeholder response')
      expect(pieces.length).toBeGreaterThan(20)
      // Spread over the time that it took, not put together at its end.
      const [first, last] = [pieces[0]?.at ?? 0, pieces.at(-1)?.at ?? 0]
      expect(last - first).toBeGreaterThan(pieces.length * DELAY_MS * 0.5)
      expect((await ana.row({ id: String(answer.headers['x-message-id']) })).content).toBe(text)
    })

    test('over 10,240 bytes it answers 413, over 5,000 characters 400, and neither leaves a trace', async () => {
      const ana = await world.guest()
      const cases = [
        { message: '€'.repeat(3_413), status: 200 },
        { message: `${'€'.repeat(3_413)}ab`, status: 413 },
        { message: 'x'.repeat(10_241), status: 413 },
        { message: 'x'.repeat(5_000), status: 200 },
        { message: 'x'.repeat(5_001), status: 400 },
        { message: '', status: 400 },
        { message: ' \n\t ', status: 400 },
        { message: 'a\0b', status: 400 },
        { message: 7, status: 400 },
        { message: undefined, status: 400 },
      ]
      for (const { message, status } of cases) {
        const answer = await ana.stream('POST', '/api/chat', { body: { message } })
        expect([message, answer.status]).toEqual([message, status])
        await textOf(answer.pieces)
      }
      const { json } = await ana.get<Turn[]>('/chat/history')
      expect(json).toHaveLength(2)
    })

    test('POST /chat/message waits for the whole reply', async () => {
      const ana = await world.guest()
      const { status, json } = await ana.post('/chat/message', { message: 'hello' })
      expect(status).toBe(200)
      expect(json).toEqual({ status: 'Success', response: expect.stringContaining('This is a placeholder response') })
    })

    test('its errors have a shape of their own, and say why', async () => {
      const ana = await world.guest()
      for (const body of [
        {},
        { message: '' },
        { message: 7 },
        { message: 'x'.repeat(5_001) },
        '{',
        '[]',
        { message: 'é'.repeat(6_000) },
      ]) {
        const { status, json } = await ana.ask('POST', '/chat/message', { body })
        expect(status).toBe(400)
        expect(json).toEqual({ status: 'error', message: expect.stringMatching(/./) })
      }
    })

    test('GET /chat/history is what was said and answered, oldest first, whichever of the two said it', async () => {
      const ana = await world.guest()
      expect((await ana.get<Turn[]>('/chat/history')).json).toEqual([])
      await ana.post('/chat/message', { message: 'one' })
      await textOf((await ana.stream('POST', '/api/chat', { body: { message: 'two' } })).pieces)
      const { status, json, headers } = await ana.get<Turn[]>('/chat/history')
      expect(status).toBe(200)
      expect(json.map(({ user }) => user)).toEqual(['one', 'two'])
      for (const turn of json) {
        expect(Object.keys(turn).sort()).toEqual(['AI', 'user'])
        expect(turn.AI).toContain('placeholder')
      }
      expect(headers.link).toBeUndefined()
    })

    test('older turns are behind the Link', async () => {
      const ana = await world.guest()
      for (const message of ['1', '2', '3', '4', '5']) await ana.post('/chat/message', { message })
      const pages: string[][] = []
      for (let next: string | undefined = '/chat/history?limit=2'; next !== undefined;) {
        const { json, headers }: Whole<Turn[]> = await ana.get(next)
        pages.push(json.map(({ user }) => user))
        next = /<([^>]+)>; rel="next"/.exec(String(headers.link ?? ''))?.[1]
      }
      expect(pages).toEqual([['4', '5'], ['2', '3'], ['1']])
      expect((await ana.get('/chat/history?limit=0')).status).toBe(400)
    })

    test('who brings no credential is a guest by cookie, and keeps the history', async () => {
      const first = await world.ask('POST', '/chat/message', { body: { message: 'hello' } })
      const cookie = cookieOf(first, 'folio_session')
      const attributes = first.headers['set-cookie']?.find(text => text.startsWith('folio_session'))
      expect(attributes).toMatch(/^folio_session=[\w-]{20,}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/)
      const headers = { cookie }
      const history = await world.ask<Turn[]>('GET', '/chat/history', { headers })
      expect(history.json.map(({ user }) => user)).toEqual(['hello'])
      expect(history.headers['set-cookie']).toBeUndefined()
      // The cookie opens what the guest's token opens, from pages that may.
      expect((await world.ask('GET', '/api/conversations', { headers })).status).toBe(200)
      const made = (origin: string) =>
        world.ask('POST', '/api/conversations', { headers: { ...headers, origin }, body: {} })
      expect((await made(world.base)).status).toBe(201)
      const foreign = await made('https://evil.example')
      expect([foreign.status, foreign.json.code]).toEqual([403, 'origin_not_allowed'])
      expect((await world.ask<Turn[]>('GET', '/chat/history')).json).toEqual([])
    })

    test('each has a history of their own', async () => {
      const [ana, ben] = await Promise.all([world.guest(), world.guest()])
      await ana.post('/chat/message', { message: 'from Ana' })
      expect((await ben.get('/chat/history')).json).toEqual([])
      expect((await ana.get<Turn[]>('/chat/history')).json).toHaveLength(1)
    })

    test('where no guests are taken, a call without credentials is refused', async () => {
      await world.kill()
      await world.restart({ ALLOW_ANONYMOUS: 'false' })
      for (const [method, path, body] of [
        ['POST', '/api/chat', { message: 'hello' }],
        ['POST', '/chat/message', { message: 'hello' }],
        ['GET', '/chat/history', undefined],
        ['GET', '/api/sse?session_id=x', undefined],
        ['POST', '/auth/guest', undefined],
      ] as const) {
        expect((await world.ask(method, path, { body })).status).toBe(401)
      }
      await world.kill()
      await world.restart()
    })

    test('where the model fails, the answers say so', async () => {
      await world.kill()
      await world.restart({ OPENAI_BASE_URL: world.model.url, OPENAI_API_KEY: 'x' })
      world.model.script([{ status: 401 }])
      const ana = await world.guest()
      const { status, json } = await ana.post('/chat/message', { message: 'hello' })
      expect([status, json.status]).toEqual([500, 'error'])
      expect(json.message).toContain('API key')
      const answer = await ana.stream('POST', '/api/chat', { body: { message: 'hello' } })
      expect(answer.status).toBe(200)
      await expect(textOf(answer.pieces)).rejects.toThrow('aborted')
    })
  },
  { OPENAI_BASE_URL: '', OPENAI_API_KEY: '', MODELS: '', DELAY_MS: '8' },
)

const DELAY_MS = 8
