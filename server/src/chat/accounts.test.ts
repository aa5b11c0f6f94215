import { beforeEach, describe, expect, it } from 'vitest'
import { onEachDatabase } from '../store/testing/on-each-database.ts'
import {
  ADDRESS,
  beginConversation,
  conversationsOf,
  createWorld,
  somebody,
  tokenOf,
  type World,
} from './testing/accounts-world.ts'

const invalid = { code: 'invalid_token' }
const login = (who: { email: string; password: string }, keep = false) => ({
  ...who,
  keep_guest_conversations: keep,
  address: ADDRESS,
})

onEachDatabase(store => {
  let clock: World['clock']
  let accounts: World['accounts']
  beforeEach(() => {
    ;({ clock, accounts } = createWorld(store()))
  })

  describe('a guest', () => {
    it('becomes a member with the same id, in a session that nobody knew before', async () => {
      const who = somebody()
      const guest = await accounts.guest()
      const member = await accounts.register(guest.caller, { ...who, display_name: 'Ana' })
      expect(member.session.user).toMatchObject({
        id: guest.caller.userId,
        kind: 'member',
        email: who.email,
        display_name: 'Ana',
      })
      await expect(accounts.authenticate(tokenOf(guest))).rejects.toMatchObject(invalid)
      expect(await accounts.authenticate(tokenOf(member))).toMatchObject({
        userId: guest.caller.userId,
        kind: 'member',
      })
      await expect(accounts.register(member.caller, somebody())).rejects.toMatchObject({ code: 'already_a_member' })
      const other = await accounts.guest()
      await expect(accounts.register(other.caller, who)).rejects.toMatchObject({ code: 'email_taken' })
      await expect(accounts.register(undefined, who)).rejects.toMatchObject({ code: 'email_taken' })
      expect(await accounts.me(other.caller)).toMatchObject({ kind: 'guest', email: null })
    })

    it('brings conversations along at the login, without holes in the revisions or two of one name', async () => {
      const who = somebody()
      const member = await accounts.register(undefined, who)
      const { userId } = member.caller
      await beginConversation(store(), userId, 'default')
      const guest = await accounts.guest()
      for (const name of ['default', 'work', null]) await beginConversation(store(), guest.caller.userId, name)

      const back = await accounts.login(login(who, true), guest.caller)
      expect(back.caller.userId).toBe(userId)
      const rows = await conversationsOf(store(), userId)
      expect(rows.map(row => row.name)).toEqual(['default', null, 'work', null])
      expect(rows.map(row => row.user_rev)).toEqual([1, 2, 3, 4])
      expect(rows.map(row => row.rev)).toEqual([1, 2, 2, 2])
      await expect(accounts.authenticate(tokenOf(guest))).rejects.toMatchObject(invalid)
      await beginConversation(store(), userId, null)
      expect((await conversationsOf(store(), userId)).at(-1)?.user_rev).toBe(5)
    })

    it('keeps its conversations to itself where it did not ask', async () => {
      const who = somebody()
      const member = await accounts.register(undefined, who)
      const guest = await accounts.guest()
      await beginConversation(store(), guest.caller.userId, null)
      await accounts.login(login(who), guest.caller)
      expect(await conversationsOf(store(), member.caller.userId)).toEqual([])
      expect(await accounts.authenticate(tokenOf(guest))).toEqual(guest.caller)
    })
  })

  describe('a password', () => {
    it('is refused in the same words for an unknown account as for a wrong one, and after five failures a minute', async () => {
      const who = somebody()
      await accounts.register(undefined, who)
      for (const email of [who.email, 'nobody@example.org']) {
        const wrong = { ...login(who), email, password: 'wrong horse' }
        const answers = []
        for (let at = 0; at < 6; at++) answers.push(await accounts.login(wrong).catch((error: unknown) => error))
        expect(answers.map(answer => (answer as { code: string }).code)).toEqual([
          ...Array(5).fill('invalid_credentials'),
          'too_many_requests',
        ])
      }
      await expect(accounts.login(login(who))).rejects.toMatchObject({ code: 'too_many_requests' })
      expect((await accounts.login({ ...login(who), address: '198.51.100.1' })).session.user.email).toBe(who.email)
      await clock.advance(60_000)
      expect((await accounts.login(login(who))).session.user.email).toBe(who.email)
    })

    it('that is right does not count, however often', async () => {
      const who = somebody()
      await accounts.register(undefined, who)
      for (let at = 0; at < 8; at++) await accounts.login(login(who))
    })

    it('is changed only by who knows the old one, and that ends all other sessions', async () => {
      const who = somebody()
      const here = await accounts.register(undefined, who)
      const there = await accounts.login(login(who))
      const change = { password: 'new battery', address: ADDRESS }
      await expect(accounts.changeMe(here.caller, { password: 'new battery' }, 'a')).rejects.toMatchObject({
        code: 'invalid_request',
      })
      await expect(accounts.changeMe(here.caller, { ...change, current_password: 'wrong' }, 'a')).rejects.toMatchObject(
        {
          fields: [{ path: 'current_password', message: 'is wrong' }],
        },
      )
      expect(await accounts.isAlive(there.caller.sessionId)).toBe(true)
      await accounts.changeMe(here.caller, { ...change, current_password: who.password, display_name: 'Ana' }, 'a')
      expect(await accounts.isAlive(there.caller.sessionId)).toBe(false)
      expect(await accounts.me(here.caller)).toMatchObject({ display_name: 'Ana' })
      await expect(accounts.login(login(who))).rejects.toMatchObject({ code: 'invalid_credentials' })
      expect((await accounts.login(login({ ...who, password: 'new battery' }))).caller.userId).toBe(here.caller.userId)
    })

    it('that bcrypt would cut is refused', async () => {
      await expect(accounts.register(undefined, { ...somebody(), password: 'ä'.repeat(37) })).rejects.toMatchObject({
        code: 'invalid_request',
        fields: [{ path: 'password', message: 'must have at most 72 bytes' }],
      })
    })
  })
})
