import type { Conversation, Page, Session, User } from '@folio/protocol'
import { expect, test } from 'vitest'
import { replyText } from '../../bench/model/token.ts'
import type { Person } from './world/person.ts'
import { cookieOf, inEveryWorld, newEmail, type World } from './world/world.ts'

const PASSWORD = 'correct horse'

inEveryWorld(world => {
  test('a guest is let in without a question', async () => {
    const { status, json, headers } = await world.ask<Session>('POST', '/auth/guest')
    expect(status).toBe(201)
    expect(json).toMatchObject({ token_type: 'Bearer', expires_in: 900, user: { kind: 'guest', email: null } })
    expect(Object.keys(json).sort()).toEqual(['access_token', 'expires_in', 'token_type', 'user'])
    expect(headers['set-cookie']?.[0]).toMatch(
      /^folio_refresh=[\w-]{20,}; Max-Age=2592000; Path=\/auth; HttpOnly; SameSite=Lax$/,
    )
  })

  test('who registers stays who they are: the same id, every conversation, and a running reply', async () => {
    const ana = await world.guest()
    const conversationId = await ana.conversation({ title: 'kept' })
    const reply = await ana.say('hello', { conversationId, model: 'tokens-40.rate-100' })
    const email = newEmail()
    const { status, json } = await ana.post<Session>('/auth/register', {
      email: email.toUpperCase(),
      password: PASSWORD,
      display_name: ' Ana ',
    })
    expect(status).toBe(201)
    expect(json.user).toMatchObject({ id: ana.id, kind: 'member', email, display_name: 'Ana' })
    const { items } = (await get<Page<Conversation>>(world, json, '/api/conversations')).json
    expect(items.map(({ id }) => id)).toEqual([conversationId])
    const again = await login(world, email)
    expect(again.user.id).toBe(ana.id)
    await expect
      .poll(async () => (await get(world, again, `/api/messages/${reply.id}`)).json.status, { timeout: 10_000 })
      .toBe('complete')
    expect((await get(world, again, `/api/messages/${reply.id}`)).json.content).toBe(replyText(40))
    // The session of the guest has ended: whoever knew it is no member.
    expect((await ana.get('/auth/me')).status).toBe(401)
  })

  test('a guest who was a member all along may bring along what was written meanwhile', async () => {
    const email = newEmail()
    const member = await world.member({ email, password: PASSWORD })
    await member.conversation({ title: 'of old' })
    const guest = await world.guest()
    const conversationId = await guest.conversation({ title: 'meanwhile' })
    const reply = await guest.say('hello', { conversationId, model: 'tokens-40.rate-100' })
    const { status, json } = await guest.post<Session>('/auth/login', {
      email,
      password: PASSWORD,
      keep_guest_conversations: true,
    })
    expect([status, json.user.id]).toEqual([200, member.id])
    const { items } = (await member.get<Page<Conversation>>('/api/conversations')).json
    expect(items.map(({ title }) => title).sort()).toEqual(['meanwhile', 'of old'])
    expect((await guest.get('/auth/me')).status).toBe(401)
    expect(await member.ended(reply)).toMatchObject({ status: 'complete', content: replyText(40) })
  })

  test('otherwise the guest keeps what is the guest’s', async () => {
    const email = newEmail()
    const member = await world.member({ email, password: PASSWORD })
    const guest = await world.guest()
    await guest.conversation({ title: 'mine' })
    expect((await guest.post('/auth/login', { email, password: PASSWORD })).status).toBe(200)
    expect((await member.get<Page<Conversation>>('/api/conversations')).json.items).toEqual([])
    expect((await guest.get<Page<Conversation>>('/api/conversations')).json.items).toHaveLength(1)
  })

  test('an address has one account, whoever is quicker', async () => {
    const email = newEmail()
    const body = { email, password: PASSWORD }
    const answers = await Promise.all(Array.from({ length: 4 }, () => world.ask('POST', '/auth/register', { body })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409])
    expect(answers.find(({ status }) => status === 409)?.json.code).toBe('email_taken')
    const member = await world.member()
    expect((await member.post('/auth/register', { email: newEmail(), password: PASSWORD })).json.code).toBe(
      'already_a_member',
    )
  })

  test('what cannot be an account is told field by field', async () => {
    for (const { body, path } of [
      { body: { email: 'nobody', password: PASSWORD }, path: 'email' },
      { body: { email: newEmail(), password: 'short' }, path: 'password' },
      { body: { email: newEmail(), password: 'é'.repeat(37) }, path: 'password' },
      { body: { email: newEmail(), password: `${PASSWORD}\0` }, path: 'password' },
      { body: { email: newEmail() }, path: 'password' },
      { body: { email: newEmail(), password: PASSWORD, display_name: '' }, path: 'display_name' },
    ]) {
      const { status, json } = await world.ask<{ errors: { path: string }[] }>('POST', '/auth/register', { body })
      expect([status, json.errors[0]?.path]).toEqual([400, path])
    }
  })

  test('what the server owns cannot be set from outside', async () => {
    const body = {
      email: newEmail(),
      password: PASSWORD,
      id: 'me',
      kind: 'external',
      role: 'admin',
      created_at: '1970-01-01',
    }
    const { json } = await world.ask<Session>('POST', '/auth/register', { body })
    expect(json.user).toMatchObject({ kind: 'member' })
    expect(json.user.id).not.toBe('me')
    expect(json.user.created_at).not.toContain('1970')
  })

  test('an account is looked at, renamed and given another password', async () => {
    const email = newEmail()
    const ana = await world.member({ email, password: PASSWORD })
    const phone = await login(world, email)
    expect((await ana.get<User>('/auth/me')).json).toEqual(ana.user)
    const renamed = await ana.patch<User>('/auth/me', { display_name: 'Ana' })
    expect(renamed.json).toEqual({ ...ana.user, display_name: 'Ana' })
    for (const current_password of [undefined, 'wrong horse']) {
      const { status, json } = await ana.patch<{ errors: { path: string }[] }>('/auth/me', {
        password: 'battery staple',
        current_password,
      })
      expect([status, json.errors[0]?.path]).toEqual([400, 'current_password'])
    }
    const change = { password: 'battery staple', current_password: PASSWORD }
    expect((await ana.patch('/auth/me', change)).status).toBe(200)
    expect((await ana.get('/auth/me')).status).toBe(200)
    expect((await get(world, phone, '/auth/me')).status).toBe(401)
    expect((await world.ask('POST', '/auth/login', { body: { email, password: PASSWORD } })).status).toBe(401)
    expect((await world.ask('POST', '/auth/login', { body: { email, password: 'battery staple' } })).status).toBe(200)
  })

  test('an erased account leaves nothing behind', async () => {
    const email = newEmail()
    const ana = await world.member({ email, password: PASSWORD })
    const reply = await ana.say('hello', { model: 'hang-3' })
    const reader = await ana.follow(reply)
    await reader.until(() => reader.text !== '')
    const aborted = world.model.aborted()
    expect((await ana.delete('/auth/me')).status).toBe(204)
    expect(await reader.over).toBe('broken')
    await expect.poll(() => world.model.aborted(), { timeout: 3_000 }).toBe(aborted + 1)
    expect((await ana.get('/auth/me')).status).toBe(401)
    expect((await world.ask('POST', '/auth/login', { body: { email, password: PASSWORD } })).status).toBe(401)
    expect(await traces(world, ana)).toEqual({ users: 0, sessions: 0, conversations: 0, messages: 0 })
    await expect.poll(() => world.tapeOf(reply.id)).toEqual([])
    expect((await world.ask('POST', '/auth/register', { body: { email, password: PASSWORD } })).status).toBe(201)
  })
})

const get = <T = Record<string, unknown>>(world: World, { access_token: token }: Session, path: string) =>
  world.ask<T>('GET', path, { headers: { authorization: `Bearer ${token}` } })

async function login(world: World, email: string): Promise<Session> {
  const answer = await world.ask<Session>('POST', '/auth/login', { body: { email, password: PASSWORD } })
  expect(answer.status).toBe(200)
  expect(cookieOf(answer)).not.toBe('')
  return answer.json
}

/** How many rows speak of somebody. */
async function traces({ db }: World, { id }: Person) {
  const count = async (table: 'sessions' | 'conversations' | 'messages') =>
    (await db.selectFrom(table).selectAll().where('user_id', '=', id).execute()).length
  return {
    users: (await db.selectFrom('users').selectAll().where('id', '=', id).execute()).length,
    sessions: await count('sessions'),
    conversations: await count('conversations'),
    messages: await count('messages'),
  }
}
