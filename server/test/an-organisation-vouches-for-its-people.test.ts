import { createHmac, generateKeyPairSync } from 'node:crypto'
import type { Bot, Page, User } from '@folio/protocol'
import { expect, test } from 'vitest'
import { newId } from '../src/lib/id.ts'
import type { Person } from './world/person.ts'
import { openSocket } from './world/socket.ts'
import { inEveryWorld, newEmail, type World } from './world/world.ts'

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

inEveryWorld(world => {
  test('its token opens every door, and is the same person each time', async () => {
    const sub = newId()
    const token = world.identity.token({ sub }, { kid: 'the-only-one', typ: 'at+jwt' })
    const bearer = { headers: { authorization: `Bearer ${token}` } }
    const answers = await Promise.all(Array.from({ length: 12 }, () => world.ask<User>('GET', '/auth/me', bearer)))
    const [first] = answers
    expect(first).toMatchObject({ status: 200, json: { kind: 'external', email: null } })
    for (const { json } of answers) expect(json).toEqual(first?.json)
    expect((await world.external({ sub })).id).toBe(first?.json.id)
    expect((await world.external()).id).not.toBe(first?.json.id)

    const bySubprotocol = await openSocket(world.base, { token })
    const byFrame = await openSocket(world.base)
    byFrame.send({ type: 'auth', token })
    for (const socket of [bySubprotocol, byFrame]) {
      await socket.first('connected')
      expect((await socket.ask({ type: 'resume', after: 0 })).type).toBe('ack')
      socket.close()
    }
    expect(
      (
        await world.db
          .selectFrom('users')
          .selectAll()
          .where('id', '=', first?.json.id ?? '')
          .execute()
      ).length,
    ).toBe(1)
  })

  test('who it vouches for talks like anybody else', async () => {
    const ana = await world.external()
    const reply = await ana.say('hello', { model: 'tokens-3' })
    expect(await ana.ended(reply)).toMatchObject({ status: 'complete' })
    expect((await (await world.external()).get(`/api/messages/${reply.id}`)).status).toBe(404)
  })

  test('nothing is written for a token that has been seen before', async () => {
    const ana = await world.external({ org_id: newId(), role: 'admin' })
    const writes = () =>
      world.db
        .selectFrom('sessions')
        .innerJoin('users', 'users.id', 'user_id')
        .selectAll()
        .where('user_id', '=', ana.id)
        .execute()
    const before = await writes()
    expect(before).toHaveLength(1)
    for (let n = 0; n < 20; n++) expect((await ana.get('/auth/me')).status).toBe(200)
    expect(await writes()).toEqual(before)
  })

  test('signing out ends that token everywhere within a second, and it never comes back', async () => {
    const sub = newId()
    const [here, there] = [await world.external({ sub }), await world.external({ sub })]
    await world.guest()
    const socket = await here.socket()
    const other = await there.socket()
    const stream = await here.stream('GET', '/api/events')
    const broken = (async () => {
      for await (const _ of stream.pieces);
    })().then(
      () => 'clean',
      () => 'broken',
    )
    expect((await here.post('/auth/logout')).status).toBe(204)
    const beganAt = performance.now()
    expect((await socket.closed).code).toBe(4401)
    expect(await broken).toBe('broken')
    expect(performance.now() - beganAt).toBeLessThan(1_000)
    for (let n = 0; n < 6; n++) expect((await here.get('/auth/me')).json.code).toBe('invalid_token')
    const replayed = await openSocket(world.base, { token: here.token })
    expect((await replayed.closed).code).toBe(4401)
    expect((await there.get('/auth/me')).status).toBe(200)
    expect((await other.ask({ type: 'resume', after: 0 })).type).toBe('ack')
    other.close()
  })

  test('who erases the account is gone, and no token that was used before brings anybody back', async () => {
    const sub = newId()
    const [first, second] = [await world.external({ sub }), await world.external({ sub })]
    expect((await second.post('/auth/logout')).status).toBe(204)
    expect((await first.delete('/auth/me')).status).toBe(204)
    for (const person of [first, second, first]) expect((await person.get('/auth/me')).status).toBe(401)
    const rows = await world.db.selectFrom('users').selectAll().where('id', '=', first.id).execute()
    expect(rows).toEqual([])
    // A new token is a new beginning.
    const again = await world.external({ sub })
    expect(again.id).not.toBe(first.id)
    expect((await first.get('/auth/me')).status).toBe(401)
  })

  test('the organisation shares the bots of its admins; who is elsewhere sees nothing of them', async () => {
    const org_id = newId()
    const admin = await world.external({ org_id, role: 'admin' })
    const second = await world.external({ org_id, role: 'admin' })
    const member = await world.external({ org_id, role: 'member' })
    const plain = await world.external({ org_id, role: 'emperor' })
    const strangers = [
      await world.external({ org_id: `${org_id}x`, role: 'admin' }),
      await world.external({ role: 'admin' }),
      await world.member(),
      await world.guest(),
    ]
    const shared = await admin.bot({ name: 'Handbook' })
    const path = `/api/bots/${shared}`
    for (const [person, writable] of [
      [admin, true],
      [second, true],
      [member, false],
      [plain, false],
    ] as const) {
      expect((await person.get<Bot>(path)).json).toMatchObject({ name: 'Handbook', org_id, writable })
      expect(await botsOf(person)).toEqual(['My documents', 'Handbook'])
    }
    for (const person of [member, plain]) {
      expect((await person.patch(path, { name: 'mine' })).status).toBe(404)
      expect((await person.delete(path)).status).toBe(404)
    }
    for (const person of strangers) {
      expect((await person.get(path)).status).toBe(404)
      expect((await person.patch(path, { name: 'mine' })).status).toBe(404)
      expect((await person.delete(path)).status).toBe(404)
      expect(await botsOf(person)).toEqual(['My documents'])
    }
    // What a member makes is the member's alone, also for the admins.
    const own = await member.bot({ name: 'Diary' })
    expect((await member.get<Bot>(`/api/bots/${own}`)).json.org_id).toBeNull()
    expect((await admin.get(`/api/bots/${own}`)).status).toBe(404)
    expect((await second.patch<Bot>(path, { name: 'Manual' })).json.name).toBe('Manual')
    expect((await second.delete(path)).status).toBe(204)
    expect((await admin.get(path)).status).toBe(404)
    const organisations = await world.catalog.selectFrom('organisations').selectAll().where('id', '=', org_id).execute()
    expect(organisations).toHaveLength(1)
  })

  test('who has left the organisation has left its bots too, whoever made them', async () => {
    const [sub, org_id] = [newId(), newId()]
    const before = await world.external({ sub, org_id, role: 'admin' })
    const path = `/api/bots/${await before.bot({ name: 'Handbook' })}`
    const after = await world.external({ sub, org_id: newId(), role: 'admin' })
    expect(after.id).toBe(before.id)
    expect((await after.get(path)).status).toBe(404)
    expect(await botsOf(after)).toEqual(['My documents'])
  })

  test('an account of ours has no place beside it', async () => {
    const ana = await world.external()
    const body = { email: newEmail(), password: 'correct horse' }
    for (const path of ['/auth/register', '/auth/login']) {
      const { status, json } = await ana.post(path, body)
      expect([status, json.code]).toEqual([409, 'already_a_member'])
    }
    const change = await ana.patch<{ errors: { path: string }[] }>('/auth/me', { password: 'correct horse' })
    expect([change.status, change.json.errors[0]?.path]).toEqual([400, 'password'])
    expect((await ana.patch<User>('/auth/me', { display_name: 'Ana' })).json.display_name).toBe('Ana')
    expect((await world.ask('POST', '/auth/refresh')).status).toBe(401)
  })

  test('no other token passes, at any door', async () => {
    const before = await world.db.selectFrom('users').select('id').execute()
    for (const [about, token] of forgeriesOf(world)) {
      const { status, json } = await world.ask('GET', '/auth/me', { headers: { authorization: `Bearer ${token}` } })
      expect([about, status, json.code]).toEqual([about, 401, 'invalid_token'])
      const socket = await openSocket(world.base, { token })
      expect([about, (await socket.closed).code]).toEqual([about, 4401])
      const later = await openSocket(world.base)
      later.send({ type: 'auth', token })
      expect([about, (await later.closed).code]).toEqual([about, 4401])
    }
    expect(await world.db.selectFrom('users').select('id').execute()).toEqual(before)
  })
})

const botsOf = async (person: Person): Promise<string[]> =>
  (await person.get<Page<Bot>>('/api/bots')).json.items.map(({ name }) => name)

/** Tokens that look like good ones, each with what is wrong about it. */
function forgeriesOf({ identity }: World): [string, string][] {
  const { token, pem } = identity
  const [, good = ''] = token().split('.')
  const now = Math.floor(Date.now() / 1_000)
  const thief = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const jwk = thief.publicKey.export({ format: 'jwk' })
  const withSecret = (header: object, key: string) => {
    const body = `${encode(header)}.${good}`
    return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`
  }
  const [head, , signature] = token().split('.')
  return [
    ['no algorithm', `${encode({ alg: 'none', typ: 'JWT' })}.${good}.`],
    ['no algorithm, in capitals', `${encode({ alg: 'NONE' })}.${good}.`],
    ['no signature', token().replace(/[^.]+$/, '')],
    ['the signature of another', `${head}.${good}.${signature}`],
    ['the public key as a secret', withSecret({ alg: 'HS256', typ: 'JWT' }, pem)],
    ['the same without its last line end', withSecret({ alg: 'HS256', typ: 'JWT' }, pem.trim())],
    ['an empty secret', withSecret({ alg: 'HS256', typ: 'JWT', kid: '/dev/null' }, '')],
    ['the key of a thief', token({}, {}, thief.privateKey)],
    ['that, with its key along', token({}, { jwk }, thief.privateKey)],
    ['that, with the address of its key', token({}, { jku: 'https://thief.example/keys' }, thief.privateKey)],
    ['that, by a name that is a path', token({}, { kid: '../../../dev/null' }, thief.privateKey)],
    ['a key of its own beside the right one', token({}, { jwk })],
    ['another issuer', token({ iss: 'https://id.example.com' })],
    ['our own issuer', token({ iss: 'folio' })],
    ['another audience', token({ aud: 'mail' })],
    ['an end that has passed', token({ exp: now - 1 })],
    ['no end', token({ exp: undefined })],
    ['no name', token({ jti: undefined })],
    ['nobody', token({ sub: undefined })],
    ['nobody, in so many words', token({ sub: '' })],
    ['half a character', token({ sub: '\ud800' })],
    ['NUL', token({ sub: 'a\0b' })],
    ['NUL in the organisation', token({ org_id: 'a\0b' })],
    ['another purpose', token({}, { typ: 'logout+jwt' })],
    ['another purpose of ours', token({}, { typ: 'folio-access+jwt' })],
    ['an extension', token({}, { crit: ['b64'], b64: false })],
  ]
}
