import { beforeEach, describe, expect, it } from 'vitest'
import { onEachDatabase } from '../store/testing/on-each-database.ts'
import {
  beginConversation,
  conversationsOf,
  createWorld,
  DAY_MS,
  tokenOf,
  type World,
} from './testing/accounts-world.ts'

const invalid = { code: 'invalid_token' }

onEachDatabase(store => {
  let clock: World['clock']
  let accounts: World['accounts']
  let elsewhere: World['elsewhere']
  beforeEach(() => {
    ;({ clock, accounts, elsewhere } = createWorld(store()))
  })

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
      await beginConversation(store(), guest.caller.userId, 'a')
      await accounts.erase(guest.caller)
      await expect(accounts.authenticate(tokenOf(guest))).rejects.toMatchObject(invalid)
      expect(await conversationsOf(store(), guest.caller.userId)).toEqual([])
    })

    it('lives as long as it is refreshed, 30 days at a time', async () => {
      const { caller, ...first } = await accounts.guest()
      let { refreshToken } = first
      for (let month = 0; month < 3; month++) {
        await clock.advance(29 * DAY_MS)
        ;({ refreshToken } = await accounts.refresh(refreshToken))
      }
      expect(await accounts.isAlive(caller.sessionId)).toBe(true)
      await clock.advance(30 * DAY_MS)
      await expect(accounts.refresh(refreshToken)).rejects.toMatchObject(invalid)
      await accounts.removeExpired()
      expect(await store().db.selectFrom('sessions').select('id').where('id', '=', caller.sessionId).execute()).toEqual(
        [],
      )
    })

    it('of a cookie lives as long as it is used, and says when the cookie should be set again', async () => {
      const { cookie, caller } = await accounts.cookieGuest()
      expect(await accounts.authenticateCookie(cookie)).toEqual({ caller, renewed: false })
      await clock.advance(25 * DAY_MS)
      expect(await accounts.authenticateCookie(cookie)).toEqual({ caller, renewed: true })
      await clock.advance(25 * DAY_MS)
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
      const tabs = await Promise.all([
        accounts.refresh(refreshToken),
        accounts.refresh(refreshToken),
        elsewhere.refresh(refreshToken),
      ])
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
})
