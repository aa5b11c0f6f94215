import { expect, test } from 'vitest'
import { textOf } from './world/http.ts'
import { cookieOf, inEveryWorld } from './world/world.ts'

const CANARY = 'canary-7f3a9c'

inEveryWorld(
  world => {
    test('each line is one JSON object, and none holds a token, a password, an address or what was said', async () => {
      const email = `${CANARY}-mail@example.org`
      const password = `${CANARY}-password`
      const ana = await world.member({ email, password })
      await world.ask('POST', '/auth/login', { body: { email, password } })
      await world.ask('POST', '/auth/login', { body: { email, password: `${CANARY}-wrong` } })
      const refreshed = await world.ask('POST', '/auth/refresh', { headers: { cookie: ana.cookie } })
      world.model.script(
        [{ text: `${CANARY}-answer` }],
        [{ text: `${CANARY}-half` }, 'malformed'],
        [{ status: 400, code: `${CANARY}-code` }],
      )
      for (const turn of [1, 2, 3]) await ana.ended(await ana.say(`${CANARY}-question ${turn}`))
      await ana.post('/api/chat', { session_id: `${CANARY}-session`, message: `${CANARY}-question` })
      const older = await ana.stream('POST', '/api/chat', { body: { message: `${CANARY}-question` } })
      await textOf(older.pieces).catch(() => {})
      await ana.get(`/api/conversations?cursor=${CANARY}-query`)
      await ana.get(`/${CANARY}-path`)
      await ana.ask('POST', '/api/conversations', { body: `{"title": "${CANARY}-title` })
      await ana.ask('GET', '/auth/me', { headers: { authorization: `Bearer ${CANARY}-token` } })
      await ana.patch('/auth/me', { display_name: `${CANARY}-name` })
      const socket = await ana.socket()
      socket.raw(`{"type":"send","id":"x","content":"${CANARY}-frame"}`)
      await socket.first('error')
      socket.raw(`${CANARY}-no-json`)
      await socket.until(() => socket.frames.filter(({ type }) => type === 'error').length === 2)
      socket.close()
      await socket.closed
      await world.leave()

      expect(world.log.length).toBeGreaterThan(20)
      for (const line of world.log)
        expect(JSON.parse(line)).toMatchObject({
          level: expect.any(String),
          time: expect.any(String),
          msg: expect.any(String),
        })
      const all = world.log.join('\n')
      for (const secret of [
        CANARY,
        ana.token,
        ana.cookie.split('=')[1] ?? '-',
        cookieOf(refreshed).split('=')[1] ?? '-',
        'a-key-of-the-tests',
      ]) {
        expect(all).not.toContain(secret)
      }
      await world.restart()
    })

    test('one line tells of each request: its id, its route, its status and its user', async () => {
      const ana = await world.guest()
      const id = `log-${Date.now()}`
      await ana.ask('GET', `/api/conversations/${ana.id}`, { headers: { 'x-request-id': id } })
      const lines = () =>
        world.log.filter(line => line.includes(id)).map(line => JSON.parse(line) as Record<string, unknown>)
      await expect.poll(() => lines().length).toBe(1)
      expect(lines()[0]).toMatchObject({
        request_id: id,
        method: 'GET',
        route: '/api/conversations/:id',
        status: 404,
        code: 'not_found',
        user_id: ana.id,
        address: '127.0.0.1',
        level: 'info',
      })
    })

    test('who comes, who goes and who is refused is told', async () => {
      const email = `audit-${Date.now()}@example.org`
      const ana = await world.member({ email, password: 'correct horse' })
      await world.ask('POST', '/auth/login', { body: { email, password: 'wrong horse' } })
      await ana.post('/auth/logout')
      const about = () => world.log.map(line => JSON.parse(line) as { msg: string; user_id?: string; code?: string })
      const events = () =>
        about().flatMap(({ msg, user_id }) => (user_id === ana.id && msg !== 'answered' ? [msg] : []))
      await expect.poll(events).toEqual(['registered', 'signed out'])
      await expect.poll(() => about().some(({ code }) => code === 'invalid_credentials')).toBe(true)
    })

    test('nobody writes a line of their own into it', async () => {
      const before = world.log.length
      const ana = await world.guest()
      await ana.ask('GET', '/auth/me', {
        headers: { 'user-agent': '\u009b31m{"level":"fatal"}', 'x-request-id': 'a%0d%0ab' },
      })
      await ana.get('/%0d%0a%7b%22level%22%3a%22fatal%22%7d')
      await expect.poll(() => world.log.length).toBeGreaterThanOrEqual(before + 3)
      for (const line of world.log.slice(before)) expect(JSON.parse(line)).not.toMatchObject({ level: 'fatal' })
    })
  },
  { LOG_LEVEL: 'trace' },
)
