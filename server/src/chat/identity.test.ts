import { beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../lib/id.ts'
import type { Store } from '../store/open.ts'
import { onEachDatabase } from '../store/testing/on-each-database.ts'
import { createWorld, organisationToken, type World } from './testing/accounts-world.ts'

const invalid = { code: 'invalid_token' }

onEachDatabase(store => {
  let world: World
  let writes = 0
  beforeEach(() => {
    writes = 0
    const write: Store['write'] = work => {
      writes++
      return store().write(work)
    }
    world = createWorld({ ...store(), write })
  })
  const token = (given: { sub?: string; exp?: number } = {}) =>
    organisationToken(world.clock, { sub: newId(), jti: newId(), ...given })
  const usersOf = (userId: string) => store().db.selectFrom('users').selectAll().where('id', '=', userId).execute()

  describe('the token of an identity service', () => {
    it('makes one user and one session, however many processes see it first', async () => {
      const given = token()
      const { accounts, elsewhere } = world
      const seen = await Promise.all([accounts, elsewhere, accounts, elsewhere].map(one => one.authenticate(given)))
      const [caller] = seen
      expect(caller).toMatchObject({ kind: 'external', org: { id: 'o1', role: 'admin' } })
      for (const other of seen) expect(other).toEqual(caller)
      const [user] = await usersOf(caller?.userId ?? '')
      expect(user).toMatchObject({ kind: 'external', org_id: 'o1', role: 'admin', email: null })
    })

    it('is written down once, and read again each second at most', async () => {
      const given = token()
      await world.accounts.authenticate(given)
      const before = writes
      for (let second = 0; second < 5; second++) {
        for (let n = 0; n < 20; n++) await world.accounts.authenticate(given)
        await world.clock.advance(1_000)
      }
      expect(writes).toBe(before)
    })

    it('opens nothing any more once it was signed out, wherever it comes again', async () => {
      const given = token()
      const { sessionId } = await world.elsewhere.authenticate(given)
      await world.accounts.logout(sessionId)
      await world.clock.advance(1_000)
      const before = writes
      for (const accounts of [world.accounts, world.elsewhere, createWorld(store()).accounts])
        for (let n = 0; n < 3; n++) await expect(accounts.authenticate(given)).rejects.toMatchObject(invalid)
      expect(writes).toBe(before)
    })

    it('does not bring back who has erased the account, as long as it lasts', async () => {
      const sub = newId()
      const [first, second] = [token({ sub }), token({ sub })]
      const caller = await world.accounts.authenticate(first)
      await world.accounts.authenticate(second)
      await world.accounts.erase(caller)
      await world.clock.advance(1_000)
      await world.accounts.removeExpired()
      for (const given of [first, second]) {
        await expect(world.elsewhere.authenticate(given)).rejects.toMatchObject(invalid)
        await expect(createWorld(store()).accounts.authenticate(given)).rejects.toMatchObject(invalid)
      }
      expect(await usersOf(caller.userId)).toEqual([])
      await world.clock.advance(3_600_000)
      await world.accounts.removeExpired()
      expect(await store().db.selectFrom('ended_tokens').selectAll().execute()).toEqual([])
    })

    it('ends by itself, and its session with it', async () => {
      const given = token({ exp: Math.floor(world.clock.now() / 1_000) + 60 })
      const { sessionId } = await world.accounts.authenticate(given)
      await world.clock.advance(59_000)
      expect(await world.accounts.isAlive(sessionId)).toBe(true)
      await world.clock.advance(1_000)
      expect(await world.accounts.isAlive(sessionId)).toBe(false)
      await expect(world.accounts.authenticate(given)).rejects.toMatchObject(invalid)
    })
  })
})
