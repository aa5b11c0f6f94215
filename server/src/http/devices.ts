import type { Accounts } from '../chat/accounts.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Ctx } from './context.ts'

/** Where the caller is signed in. `forget` answers who has signed themselves out, and takes their cookies back. */
export function createDeviceRoutes(accounts: Accounts, forget: (c: Ctx) => Response) {
  const caller = (c: Ctx) => c.get('caller')
  return {
    async devices(c: Ctx) {
      return c.json({ items: await accounts.listDevices(caller(c)) })
    },

    async endDevice(c: Ctx) {
      const id = sessionIn(c)
      const { userId, sessionId } = caller(c)
      await accounts.endDevice(caller(c), id)
      c.get('log').info({ user_id: userId, session_id: id }, 'signed a device out')
      return id === sessionId ? forget(c) : c.body(null, 204)
    },

    async endOtherDevices(c: Ctx) {
      await accounts.endOtherDevices(caller(c))
      c.get('log').info({ user_id: caller(c).userId }, 'signed all other devices out')
      return c.body(null, 204)
    },
  }
}

/** Ours, and those of an identity service's tokens. */
function sessionIn(c: Ctx): string {
  const id = c.req.param('id') ?? ''
  if (!/^[\w-]{1,64}$/.test(id)) throw new Refusal('not_found', 'There is no such session.')
  return id
}
