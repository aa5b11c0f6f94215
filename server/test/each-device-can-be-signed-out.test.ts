import type { DeviceSession, Session } from '@folio/protocol'
import { expect, test } from 'vitest'
import { replyText } from '../../bench/model/token.ts'
import { createPerson, expectStatus, type Person } from './world/person.ts'
import { cookieOf, inEveryWorld, newEmail, type World } from './world/world.ts'

const PASSWORD = 'correct horse'
const WITHIN_MS = 1_000
const PHONE = 'Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0'
const DESK = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'

inEveryWorld(world => {
  test('who asks sees where they are signed in, this device marked, and when that was seen last', async () => {
    const before = Date.now()
    const [phone, desk] = await devices(world)
    await world.guest()
    const items = await list(desk)
    expect(items.map(({ device, current }) => [device, current])).toEqual([
      ['Chrome on Linux', true],
      ['Firefox on Android', false],
    ])
    expect((await list(phone)).map(({ device, current }) => [device, current])).toEqual([
      ['Chrome on Linux', false],
      ['Firefox on Android', true],
    ])
    for (const { created_at, last_seen_at, expires_at } of items) {
      expect(last_seen_at).toBe(created_at)
      expect(Date.parse(created_at)).toBeGreaterThan(before - 60_000)
      expect(Date.parse(expires_at)).toBeGreaterThan(before + 29 * 24 * 3_600_000)
    }

    // A device was seen when it was renewed, and may have another name by then.
    const [, then] = items
    const headers = { cookie: phone.cookie, 'user-agent': PHONE.replace('Firefox', 'Seamonkey') }
    expect((await world.ask('POST', '/auth/refresh', { headers })).status).toBe(200)
    const [now] = await list(desk)
    expect(now).toMatchObject({ id: then?.id, device: 'Android', created_at: then?.created_at })
    expect(Date.parse(now?.last_seen_at ?? '')).toBeGreaterThanOrEqual(Date.parse(then?.last_seen_at ?? ''))
    expect(JSON.stringify(await list(desk))).not.toContain('Seamonkey')
  })

  test('one that is signed out has no open stream and no open socket a second later, and the others go on', async () => {
    const [phone, desk] = await devices(world)
    const reply = await phone.say('hello', { model: 'tokens-40.rate-60' })
    const [reader, socket] = [await phone.follow(reply), await phone.socket()]
    const atDesk = await desk.follow(reply)
    const there = (await list(desk)).find(({ current }) => !current)
    const beganAt = performance.now()
    expect((await desk.delete(`/auth/sessions/${there?.id}`)).status).toBe(204)
    expect(await reader.over).toBe('broken')
    expect((await socket.closed).code).toBe(4401)
    expect(performance.now() - beganAt).toBeLessThan(WITHIN_MS)
    expect((await phone.get('/auth/me')).status).toBe(401)
    expect((await world.ask('POST', '/auth/refresh', { headers: { cookie: phone.cookie } })).status).toBe(401)
    expect(await list(desk)).toHaveLength(1)
    expect(await atDesk.over).toBe('whole')
    expect((await desk.row(reply)).content).toBe(replyText(40))
  })

  test('all others end at once; what is gone, or somebody else’s, is not there; one’s own is signing out', async () => {
    const [phone, desk] = await devices(world)
    const [here, there] = await list(desk)
    const stranger = await world.guest()
    for (const id of [here?.id, there?.id, 'nothing', '%00']) {
      const { status, json } = await stranger.delete(`/auth/sessions/${id}`)
      expect([status, json.code]).toEqual([404, 'not_found'])
    }
    expect((await phone.get('/auth/me')).status).toBe(200)
    // All others at once, and not the one that asks.
    expect((await desk.delete('/auth/sessions')).status).toBe(204)
    await expect.poll(async () => (await phone.get('/auth/me')).status, { timeout: WITHIN_MS }).toBe(401)
    expect((await list(desk)).map(({ current }) => current)).toEqual([true])
    const { status, headers } = await desk.delete(`/auth/sessions/${here?.id}`)
    expect(status).toBe(204)
    expect(headers['set-cookie']?.[0]).toMatch(/^folio_refresh=; Max-Age=0; Path=\/auth/)
    expect((await desk.get('/auth/me')).status).toBe(401)
  })

  test('who comes with the token of an organisation has a session by each of its tokens', async () => {
    const ana = await world.external({ sub: newEmail() })
    const items = await list(ana)
    expect(items).toMatchObject([{ current: true, device: null }])
    expect((await ana.delete(`/auth/sessions/${items[0]?.id}`)).status).toBe(204)
    await expect.poll(async () => (await ana.get('/auth/me')).status, { timeout: WITHIN_MS }).toBe(401)
  })
})

const list = async (person: Person) =>
  expectStatus(await person.get<{ items: DeviceSession[] }>('/auth/sessions'), 200).items

/** One member at two devices: a phone, and behind it a desk. */
async function devices(world: World): Promise<[Person, Person]> {
  const body = { email: newEmail(), password: PASSWORD }
  const enter = async (path: string, agent: string, status: number) => {
    const answer = await world.ask<Session>('POST', path, { body, headers: { 'user-agent': agent } })
    return createPerson(world.base, expectStatus(answer, status), cookieOf(answer))
  }
  return [await enter('/auth/register', PHONE, 201), await enter('/auth/login', DESK, 200)]
}
