import { expect, test } from 'vitest'
import { replyText } from '../../bench/model/token.ts'
import { textOf } from './world/http.ts'
import type { Person } from './world/person.ts'
import { cookieOf, inEveryWorld, newEmail, type World } from './world/world.ts'

const PASSWORD = 'correct horse'
const WITHIN_MS = 1_000

/** The ways in which a session comes to its end, each with the status that says so. */
const ENDINGS: Record<string, (ana: Person, world: World) => Promise<number>> = {
  'signs out': async ana => (await ana.post('/auth/logout')).status,
  'erases the account': async ana => (await ana.delete('/auth/me')).status,
  'changes the password elsewhere': async (ana, world) => {
    const { email } = ana.user
    const { json } = await world.ask<{ access_token: string }>('POST', '/auth/login', {
      body: { email, password: PASSWORD },
    })
    const headers = { authorization: `Bearer ${json.access_token}` }
    const body = { password: 'battery staple', current_password: PASSWORD }
    return (await world.ask('PATCH', '/auth/me', { headers, body })).status
  },
}

inEveryWorld(world => {
  test.each(Object.keys(ENDINGS))('whoever %s has no open stream and no open socket a second later', async name => {
    const ana = await world.member({ email: newEmail(), password: PASSWORD })
    const reply = await ana.say('hello', { model: 'hang-3' })
    const reader = await ana.follow(reply)
    await reader.until(() => reader.text === replyText(3))
    const socket = await ana.socket()
    const onSocket = socket.follow(reply.id)
    await onSocket.until(() => onSocket.text === replyText(3))
    const open = ['/api/events', '/api/sse?session_id=s', `/api/messages/${reply.id}/text`]
    const streams = await Promise.all(open.map(path => ana.stream('GET', path)))
    const ends = streams.map(({ status, pieces }) => {
      expect(status).toBe(200)
      return textOf(pieces).then(
        () => 'clean',
        () => 'broken',
      )
    })

    const status = await ENDINGS[name]?.(ana, world)
    const beganAt = performance.now()
    expect(status).toBeLessThan(300)
    expect(await reader.over).toBe('broken')
    expect(await Promise.all(ends)).toEqual(['broken', 'broken', 'broken'])
    expect((await socket.closed).code).toBe(4401)
    expect(performance.now() - beganAt).toBeLessThan(WITHIN_MS)
    for (const path of ['/auth/me', '/api/conversations', `/api/messages/${reply.id}`]) {
      const { status: later, json } = await ana.get(path)
      expect([later, json.code]).toEqual([401, 'invalid_token'])
    }
    const refresh = await world.ask('POST', '/auth/refresh', { headers: { cookie: ana.cookie } })
    expect(refresh.status).toBe(401)
  })

  test('signing out on one device leaves the others alone, and the reply goes on', async () => {
    const email = newEmail()
    const ana = await world.member({ email, password: PASSWORD })
    const { json } = await world.ask<{ access_token: string }>('POST', '/auth/login', {
      body: { email, password: PASSWORD },
    })
    const headers = { authorization: `Bearer ${json.access_token}` }
    const reply = await ana.say('hello', { model: 'tokens-40.rate-100' })
    expect((await world.ask('POST', '/auth/logout', { headers })).status).toBe(204)
    expect((await world.ask('GET', '/auth/me', { headers })).status).toBe(401)
    expect(await ana.ended(reply)).toMatchObject({ status: 'complete', content: replyText(40) })
  })

  test('the refresh cookie is taken back', async () => {
    const ana = await world.guest()
    const { headers } = await ana.post('/auth/logout')
    expect(headers['set-cookie']?.[0]).toMatch(/^folio_refresh=; Max-Age=0; Path=\/auth/)
    expect((await ana.post('/auth/logout')).status).toBe(401)
  })

  test('so is the session cookie of a guest who came without a word', async () => {
    const cookie = cookieOf(await world.ask('GET', '/chat/history'), 'folio_session')
    const { status, headers } = await world.ask('POST', '/auth/logout', { headers: { cookie } })
    expect(status).toBe(204)
    expect(headers['set-cookie']?.[1]).toMatch(/^folio_session=; Max-Age=0; Path=\/; HttpOnly/)
    expect((await world.ask('GET', '/auth/me', { headers: { cookie } })).status).toBe(401)
  })
})
