import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createInProcessBus } from '../bus/in-process.ts'
import { createFakeClock, type FakeClock } from '../lib/fake-clock.ts'
import { newId } from '../lib/id.ts'
import type { Passwords } from '../lib/password.ts'
import { PasswordRefused } from '../lib/password.ts'
import { createAccessTokens } from '../lib/token.ts'
import { insertConversation } from '../store/conversations.ts'
import { migrateUp } from '../store/migrate.ts'
import { openStore, type Store } from '../store/open.ts'
import { createAccounts, type Accounts } from './accounts.ts'

/** Hashes without taking 0.7 s; refuses what the real one refuses. */
const quickPasswords: Passwords = {
  async hash(password) {
    if (Buffer.byteLength(password) > 72) throw new PasswordRefused('too_long')
    return `hashed ${password}`
  },
  verify: async (password, hash) => hash === `hashed ${password}`,
  async close() {},
}
const secret = 'kD8vQ2mZ7pXw4RtY9nBs6HfJ3cLg5AeU1oTi0qWx'
const folder = mkdtempSync(join(tmpdir(), 'folio-accounts-'))
let store: Store
let clock: FakeClock
let accounts: Accounts
let elsewhere: Accounts

beforeAll(async () => {
  store = openStore(`sqlite:${join(folder, 'accounts.db')}`)
  await migrateUp(store)
})
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  clock = createFakeClock()
  const process = () => createAccounts({ store, clock, bus: createInProcessBus(), accessTokens: createAccessTokens({ secret, clock }), passwords: quickPasswords })
  accounts = process()
  elsewhere = process()
})

const ana = () => ({ email: `${newId()}@example.org`, password: 'correct horse' })
const tokenOf = ({ session }: { session: { access_token: string } }) => session.access_token
const invalid = { code: 'invalid_token' }
const login = (who: { email: string; password: string }, keep = false) => ({ ...who, keep_guest_conversations: keep, address: '203.0.113.9' })
const talk = (userId: string, name: string | null) =>
  store.write(trx =>
    insertConversation(trx, {
      id: newId(),
      user_id: userId,
      name,
      title: '',
      model: null,
      system_prompt: null,
      pinned: 0,
      archived: 0,
      head_message_id: null,
      created_at: 0,
      updated_at: 0,
    }),
  )
const conversationsOf = (userId: string) => store.db.selectFrom('conversations').selectAll().where('user_id', '=', userId).orderBy('user_rev').execute()

describe('a session', () => {
  it('ends here at once, and elsewhere within a second, when somebody signs out', async () => {
    const guest = await accounts.guest()
    const { sessionId } = guest.caller
    expect(await accounts.authenticate(tokenOf(guest))).toEqual(guest.caller)
    expect(await elsewhere.authenticate(tokenOf(guest))).toEqual(guest.caller)
    let told = 0
    const off = accounts.onSessionEnded(sessionId, () => told++)
    await accounts.logout(sessionId)
    expect(told).toBe(1)
    off()
    await expect(accounts.authenticate(tokenOf(guest))).rejects.toMatchObject(invalid)
    await expect(accounts.refresh(guest.refreshToken)).rejects.toMatchObject(invalid)
    await clock.advance(1_000)
    expect(await elsewhere.isAlive(sessionId)).toBe(false)
    await expect(elsewhere.authenticate(tokenOf(guest))).rejects.toMatchObject(invalid)
  })

  it('ends with its account, and nothing of the account remains', async () => {
    const guest = await accounts.guest()
    await talk(guest.caller.userId, 'a')
    await accounts.erase(guest.caller)
    await expect(accounts.authenticate(tokenOf(guest))).rejects.toMatchObject(invalid)
    expect(await conversationsOf(guest.caller.userId)).toEqual([])
  })

  it('lives as long as it is refreshed, 30 days at a time', async () => {
    let { refreshToken, caller } = await accounts.guest()
    for (let month = 0; month < 3; month++) {
      await clock.advance(29 * 24 * 3_600_000)
      ;({ refreshToken } = await accounts.refresh(refreshToken))
    }
    expect(await accounts.isAlive(caller.sessionId)).toBe(true)
    await clock.advance(30 * 24 * 3_600_000)
    await expect(accounts.refresh(refreshToken)).rejects.toMatchObject(invalid)
    await accounts.removeExpired()
    expect(await store.db.selectFrom('sessions').select('id').where('id', '=', caller.sessionId).execute()).toEqual([])
  })

  it('of a cookie lives as long as it is used, and says when the cookie should be set again', async () => {
    const { cookie, caller } = await accounts.cookieGuest()
    expect(await accounts.authenticateCookie(cookie)).toEqual({ caller, renewed: false })
    await clock.advance(25 * 24 * 3_600_000)
    expect(await accounts.authenticateCookie(cookie)).toEqual({ caller, renewed: true })
    await clock.advance(25 * 24 * 3_600_000)
    expect(await elsewhere.authenticateCookie(cookie)).toEqual({ caller, renewed: true })
    await expect(accounts.authenticateCookie('made up')).rejects.toMatchObject(invalid)
  })
})

describe('a refresh token', () => {
  it('is good once; one that comes again later ends its whole session', async () => {
    const first = await accounts.guest()
    await clock.advance(60_000)
    const second = await accounts.refresh(first.refreshToken)
    await clock.advance(10_000)
    await expect(accounts.refresh(first.refreshToken)).rejects.toMatchObject(invalid)
    await expect(accounts.refresh(second.refreshToken)).rejects.toMatchObject(invalid)
    await expect(accounts.authenticate(tokenOf(second))).rejects.toMatchObject(invalid)
  })

  it('serves two tabs that wake up together', async () => {
    const { refreshToken } = await accounts.guest()
    const tabs = await Promise.all([accounts.refresh(refreshToken), accounts.refresh(refreshToken), elsewhere.refresh(refreshToken)])
    await clock.advance(900_000)
    const next = await accounts.refresh(tabs[1].refreshToken)
    expect(await accounts.authenticate(tokenOf(next))).toEqual(tabs[0].caller)
  })

  it('of a twin is spent with the other, so that a thief who was as quick is found out', async () => {
    const { refreshToken } = await accounts.guest()
    const [mine, thiefs] = [await accounts.refresh(refreshToken), await accounts.refresh(refreshToken)]
    await clock.advance(900_000)
    const next = await accounts.refresh(mine.refreshToken)
    await clock.advance(900_000)
    await expect(accounts.refresh(thiefs.refreshToken)).rejects.toMatchObject(invalid)
    await expect(accounts.authenticate(tokenOf(next))).rejects.toMatchObject(invalid)
  })

  it('does not come back by its twin once what came of it was used', async () => {
    const { refreshToken } = await accounts.guest()
    const { refreshToken: second } = await accounts.refresh(refreshToken)
    await clock.advance(2_000)
    await accounts.refresh(second)
    await expect(accounts.refresh(refreshToken)).rejects.toMatchObject(invalid)
  })
})

describe('a guest', () => {
  it('becomes a member with the same id, in a session that nobody knew before', async () => {
    const who = ana()
    const guest = await accounts.guest()
    const member = await accounts.register(guest.caller, { ...who, display_name: 'Ana' })
    expect(member.session.user).toMatchObject({ id: guest.caller.userId, kind: 'member', email: who.email, display_name: 'Ana' })
    await expect(accounts.authenticate(tokenOf(guest))).rejects.toMatchObject(invalid)
    expect(await accounts.authenticate(tokenOf(member))).toMatchObject({ userId: guest.caller.userId, kind: 'member' })
    await expect(accounts.register(member.caller, ana())).rejects.toMatchObject({ code: 'already_a_member' })
    const other = await accounts.guest()
    await expect(accounts.register(other.caller, who)).rejects.toMatchObject({ code: 'email_taken' })
    await expect(accounts.register(undefined, who)).rejects.toMatchObject({ code: 'email_taken' })
    expect(await accounts.me(other.caller)).toMatchObject({ kind: 'guest', email: null })
  })

  it('brings conversations along at the login, without holes in the revisions or two of one name', async () => {
    const who = ana()
    const member = await accounts.register(undefined, who)
    const { userId } = member.caller
    await talk(userId, 'default')
    const guest = await accounts.guest()
    for (const name of ['default', 'work', null]) await talk(guest.caller.userId, name)

    const back = await accounts.login(login(who, true), guest.caller)
    expect(back.caller.userId).toBe(userId)
    const rows = await conversationsOf(userId)
    expect(rows.map(row => row.name)).toEqual(['default', null, 'work', null])
    expect(rows.map(row => row.user_rev)).toEqual([1, 2, 3, 4])
    expect(rows.map(row => row.rev)).toEqual([1, 2, 2, 2])
    await expect(accounts.authenticate(tokenOf(guest))).rejects.toMatchObject(invalid)
    await talk(userId, null)
    expect((await conversationsOf(userId)).at(-1)?.user_rev).toBe(5)
  })

  it('keeps its conversations to itself where it did not ask', async () => {
    const who = ana()
    const member = await accounts.register(undefined, who)
    const guest = await accounts.guest()
    await talk(guest.caller.userId, null)
    await accounts.login(login(who), guest.caller)
    expect(await conversationsOf(member.caller.userId)).toEqual([])
    expect(await accounts.authenticate(tokenOf(guest))).toEqual(guest.caller)
  })
})

describe('a password', () => {
  it('is refused in the same words for an unknown account as for a wrong one, and after five failures a minute', async () => {
    const who = ana()
    await accounts.register(undefined, who)
    for (const email of [who.email, 'nobody@example.org']) {
      const wrong = { ...login(who), email, password: 'wrong horse' }
      const answers = []
      for (let at = 0; at < 6; at++) answers.push(await accounts.login(wrong).catch((error: unknown) => error))
      expect(answers.map(answer => (answer as { code: string }).code)).toEqual([...Array(5).fill('invalid_credentials'), 'too_many_requests'])
    }
    await expect(accounts.login(login(who))).rejects.toMatchObject({ code: 'too_many_requests' })
    expect((await accounts.login({ ...login(who), address: '198.51.100.1' })).session.user.email).toBe(who.email)
    await clock.advance(60_000)
    expect((await accounts.login(login(who))).session.user.email).toBe(who.email)
  })

  it('that is right does not count, however often', async () => {
    const who = ana()
    await accounts.register(undefined, who)
    for (let at = 0; at < 8; at++) await accounts.login(login(who))
  })

  it('is changed only by who knows the old one, and that ends all other sessions', async () => {
    const who = ana()
    const here = await accounts.register(undefined, who)
    const there = await accounts.login(login(who))
    const change = { password: 'new battery', address: '203.0.113.9' }
    await expect(accounts.changeMe(here.caller, { password: 'new battery' }, 'a')).rejects.toMatchObject({ code: 'invalid_request' })
    await expect(accounts.changeMe(here.caller, { ...change, current_password: 'wrong' }, 'a')).rejects.toMatchObject({
      fields: [{ path: 'current_password', message: 'is wrong' }],
    })
    expect(await accounts.isAlive(there.caller.sessionId)).toBe(true)
    await accounts.changeMe(here.caller, { ...change, current_password: who.password, display_name: 'Ana' }, 'a')
    expect(await accounts.isAlive(there.caller.sessionId)).toBe(false)
    expect(await accounts.me(here.caller)).toMatchObject({ display_name: 'Ana' })
    await expect(accounts.login(login(who))).rejects.toMatchObject({ code: 'invalid_credentials' })
    expect((await accounts.login(login({ ...who, password: 'new battery' }))).caller.userId).toBe(here.caller.userId)
  })

  it('that bcrypt would cut is refused', async () => {
    await expect(accounts.register(undefined, { ...ana(), password: 'ä'.repeat(37) })).rejects.toMatchObject({
      code: 'invalid_request',
      fields: [{ path: 'password', message: 'must have at most 72 bytes' }],
    })
  })
})
