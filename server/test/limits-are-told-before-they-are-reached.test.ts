import { expect, test } from 'vitest'
import type { Person } from './world/person.ts'
import { inEveryWorld, type World } from './world/world.ts'

inEveryWorld(
  world => {
    test('every answer says what is left, and what is too much says when to come again', async () => {
      const ana = await world.guest()
      for (let left = 7; left >= 0; left--) {
        const { status, headers } = await ana.get('/auth/me')
        expect([status, headers['ratelimit-policy']]).toEqual([200, '"requests";q=8;w=60'])
        expect(headers.ratelimit).toMatch(new RegExp(`^"requests";r=${left};t=\\d+$`))
      }
      const { status, headers, json } = await ana.get('/auth/me')
      expect([status, json.code]).toEqual([429, 'too_many_requests'])
      expect(Number(headers['retry-after'])).toBeGreaterThan(0)
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60)
    })

    test('one user’s haste is no other’s', async () => {
      const [ana, ben] = [await world.guest(), await world.guest()]
      for (let n = 0; n < 10; n++) await ana.get('/auth/me')
      expect((await ana.get('/auth/me')).status).toBe(429)
      expect((await ben.get('/auth/me')).status).toBe(200)
    })

    test('messages are counted by themselves, over every door they come in by', async () => {
      const ana = await world.guest()
      const conversationId = await ana.conversation()
      const send = () => ana.post(`/api/conversations/${conversationId}/messages`, { content: ' ' })
      for (let n = 0; n < 4; n++) expect((await send()).json.code).toBe('message_empty')
      expect((await send()).json.code).toBe('too_many_requests')
      const socket = await ana.socket()
      const frame = { type: 'send', id: conversationId, content: 'hello' } as const
      expect(await socket.ask(frame)).toMatchObject({ type: 'error', code: 'too_many_requests' })
      socket.close()
      expect((await ana.post('/api/chat', { message: 'hello' })).status).toBe(429)
      expect((await ana.get('/auth/me')).status).toBe(200)
    })

    test('a message is not sent where there is no place for the stream of its reply', async () => {
      const ana = await world.guest()
      const conversationId = await ana.conversation()
      const streams = await Promise.all([1, 2, 3].map(() => ana.stream('GET', '/api/events')))
      expect(streams.map(({ status }) => status)).toEqual([200, 200, 200])
      for (const accept of ['text/event-stream', 'text/plain']) {
        const asking = { headers: { accept }, body: { content: 'hello' } }
        const { status, json } = await ana.ask('POST', `/api/conversations/${conversationId}/messages`, asking)
        expect([status, json.code]).toEqual([429, 'too_many_connections'])
      }
      expect((await ana.post('/api/chat', { message: 'hello' })).json.code).toBe('too_many_connections')
      expect((await ana.get(`/api/conversations/${conversationId}/messages`)).json).toMatchObject({ items: [] })
      expect((await ana.get('/chat/history')).json).toEqual([])
      for (const { leave } of streams) leave()
    })

    test('a place that was taken for a message is given back where that is refused', async () => {
      const ana = await world.guest()
      const path = `/api/conversations/${await ana.conversation()}/messages`
      for (let n = 0; n < 4; n++) {
        const asking = { headers: { accept: 'text/event-stream' }, body: { content: ' ' } }
        expect((await ana.ask('POST', path, asking)).json.code).toBe('message_empty')
      }
    })

    test('connections are counted, and one that was closed leaves its place', async () => {
      const ana = await world.guest()
      const open = () => ana.stream('GET', '/api/events')
      const streams = [await open(), await open()]
      const socket = await ana.socket()
      await socket.first('connected')
      const refused = await open()
      expect([refused.status, refused.headers['retry-after']]).toEqual([429, '5'])
      refused.leave()
      expect((await (await ana.socket()).closed).code).toBe(4429)
      streams[0]?.leave()
      await expect.poll(() => placeFor(ana)).toBe(true)
      streams[1]?.leave()
      socket.close()
    })

    test('an address may not have all places there are, under however many names', async () => {
      const people = await Promise.all(Array.from({ length: 4 }, () => world.guest()))
      const answers = await Promise.all(people.flatMap(person => [1, 2].map(() => person.stream('GET', '/api/events'))))
      const statuses = answers.map(({ status }) => status)
      expect(statuses.filter(status => status === 200)).toHaveLength(5)
      expect(statuses.filter(status => status === 429)).toHaveLength(3)
      for (const { leave } of answers) leave()
    })

    test('a forwarding header gives nobody another address', async () => {
      const statuses = []
      for (let n = 0; n < 45; n++) statuses.push(await signIn(world, `10.0.0.${n}`))
      expect(statuses).toContain(429)
    })
  },
  {
    RATE_LIMIT_REQUESTS_PER_MINUTE: '8',
    RATE_LIMIT_MESSAGES_PER_MINUTE: '4',
    RATE_LIMIT_AUTH_PER_MINUTE: '40',
    MAX_CONNECTIONS_PER_USER: '3',
    MAX_CONNECTIONS_PER_IP: '5',
  },
)

async function placeFor(person: Person): Promise<boolean> {
  const socket = await person.socket()
  const opened = socket.first('connected').then(() => true)
  const isOpen = await Promise.race([opened, socket.closed.then(() => false)])
  opened.catch(() => {})
  socket.close()
  return isOpen
}

async function signIn(world: World, address: string): Promise<number> {
  const headers = { 'x-forwarded-for': address, 'x-real-ip': address, forwarded: `for=${address}` }
  return (await world.ask('POST', '/auth/login', { headers, body: {} })).status
}
