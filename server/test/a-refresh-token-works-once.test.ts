import type { Session } from '@folio/protocol'
import { expect, test } from 'vitest'
import { cookieOf, inEveryWorld, type World } from './world/world.ts'

inEveryWorld(world => {
  test('it is answered with a new session of the same person and with the next token', async () => {
    const ana = await world.guest()
    const answer = await refresh(world, ana.cookie)
    expect(answer.status).toBe(200)
    expect(answer.json.user).toEqual(ana.user)
    expect(answer.json.access_token).not.toBe(ana.token)
    expect(cookieOf(answer)).not.toBe(ana.cookie)
    expect(answer.headers['set-cookie']?.[0]).toMatch(/; Path=\/auth; HttpOnly; SameSite=Lax$/)
    expect((await refresh(world, cookieOf(answer))).status).toBe(200)
  })

  test('replayed, it ends the whole family: nobody can tell the thief from the owner', async () => {
    const ana = await world.guest()
    const second = await refresh(world, ana.cookie)
    const third = await refresh(world, cookieOf(second))
    expect(third.status).toBe(200)
    const socket = await ana.socket()
    await socket.first('connected')
    const replay = await refresh(world, ana.cookie)
    expect([replay.status, (replay.json as unknown as { code: string }).code]).toEqual([401, 'invalid_token'])
    expect((await socket.closed).code).toBe(4401)
    for (const cookie of [cookieOf(second), cookieOf(third)]) expect((await refresh(world, cookie)).status).toBe(401)
    for (const { access_token: token } of [second.json, third.json]) {
      const me = await world.ask('GET', '/auth/me', { headers: { authorization: `Bearer ${token}` } })
      expect([me.status, me.json.code]).toEqual([401, 'invalid_token'])
    }
    expect((await ana.get('/auth/me')).status).toBe(401)
  })

  test('two tabs that wake up together are both let in', async () => {
    const ana = await world.guest()
    const [one, other] = await Promise.all([refresh(world, ana.cookie), refresh(world, ana.cookie)])
    expect([one.status, other.status]).toEqual([200, 200])
    expect((await refresh(world, cookieOf(one))).status).toBe(200)
  })

  test('without a token, with a made-up one, or from a foreign page there is no session', async () => {
    const ana = await world.guest()
    expect((await world.ask('POST', '/auth/refresh')).json.code).toBe('unauthenticated')
    expect((await refresh(world, 'folio_refresh=made-up')).status).toBe(401)
    const foreign = await world.ask('POST', '/auth/refresh', {
      headers: { cookie: ana.cookie, origin: 'https://evil.example' },
    })
    expect([foreign.status, foreign.json.code]).toEqual([403, 'origin_not_allowed'])
    expect((await refresh(world, ana.cookie)).status).toBe(200)
  })

  test('it opens nothing but the refresh', async () => {
    const ana = await world.guest()
    const token = ana.cookie.split('=')[1] ?? ''
    const attempts = [
      { cookie: ana.cookie },
      { authorization: `Bearer ${token}` },
      { cookie: `folio_session=${token}` },
    ]
    for (const headers of attempts) expect((await world.ask('GET', '/auth/me', { headers })).status).toBe(401)
  })

  test('no token is taken from an address', async () => {
    const ana = await world.guest()
    for (const name of ['token', 'access_token', 'authorization', 'bearer']) {
      expect((await world.ask('GET', `/auth/me?${name}=${ana.token}`)).status).toBe(401)
    }
  })

  test('it outlives a killed server', async () => {
    const ana = await world.guest()
    await world.kill()
    await world.restart()
    expect((await ana.get('/auth/me')).status).toBe(200)
    expect((await refresh(world, ana.cookie)).status).toBe(200)
  })
})

const refresh = (world: World, cookie: string) => world.ask<Session>('POST', '/auth/refresh', { headers: { cookie } })
