import { changeMe, login, register } from '@folio/protocol/requests'
import { generateCookie, getCookie } from 'hono/cookie'
import type { Accounts } from '../chat/accounts.ts'
import type { SignedIn } from '../chat/sign-in.ts'
import { SESSION_MS } from '../chat/sessions.ts'
import { deviceName } from '../lib/device-name.ts'
import { Refusal } from '../lib/refusal.ts'
import { readJson } from './body.ts'
import type { Ctx } from './context.ts'
import { addHeader } from './headers.ts'

export type AccountRoutes = ReturnType<typeof createAccountRoutes>

type Parts = { accounts: Accounts; production: boolean; allowAnonymous: boolean; forgetCookie: (c: Ctx) => void }

/** Ours, and those of an identity service's tokens. */
function sessionIn(c: Ctx): string {
  const id = c.req.param('id') ?? ''
  if (!/^[\w-]{1,64}$/.test(id)) throw new Refusal('not_found', 'There is no such session.')
  return id
}

const REFRESH = 'folio_refresh'

/** Signing in and out, and the account itself. */
export function createAccountRoutes({ accounts, production, allowAnonymous, forgetCookie }: Parts) {
  const setRefreshCookie = (c: Ctx, token: string, maxAge = SESSION_MS / 1_000) => {
    const options = { path: '/auth', httpOnly: true, sameSite: 'Lax', secure: production, maxAge } as const
    addHeader(c, 'Set-Cookie', generateCookie(REFRESH, token, options))
  }
  const caller = (c: Ctx) => c.get('caller')
  const deviceOf = (c: Ctx) => deviceName(c.req.header('user-agent'))
  const forget = (c: Ctx) => {
    setRefreshCookie(c, '', 0)
    forgetCookie(c)
    return c.body(null, 204)
  }

  const answer = (c: Ctx, status: 200 | 201, event: string, { session, refreshToken, caller: who }: SignedIn) => {
    setRefreshCookie(c, refreshToken)
    c.get('log').info({ user_id: who.userId, session_id: who.sessionId, kind: who.kind }, event)
    return c.json(session, status)
  }

  return {
    async guest(c: Ctx) {
      if (!allowAnonymous) throw new Refusal('unauthenticated', 'This server takes no guests. Register, or sign in.')
      return answer(c, 201, 'a guest came', await accounts.guest(deviceOf(c)))
    },

    /** Behind `perhapsSignedIn`: a guest who registers stays who it is. */
    async register(c: Ctx) {
      const body = await readJson(c, register)
      const given = { ...body, device: deviceOf(c) }
      return answer(c, 201, 'registered', await accounts.register(caller(c), given))
    },

    /** Behind `perhapsSignedIn`, for the conversations of a guest. */
    async login(c: Ctx) {
      const body = await readJson(c, login)
      const given = { ...body, address: c.get('clientAddress'), device: deviceOf(c) }
      return answer(c, 200, 'signed in', await accounts.login(given, caller(c)))
    },

    /** The cookie is the credential, so it needs `ownOrigin` before it. */
    async refresh(c: Ctx) {
      const token = getCookie(c, REFRESH)
      if (token === undefined) throw new Refusal('unauthenticated', 'Sign in first.')
      return answer(c, 200, 'refreshed', await accounts.refresh(token, deviceOf(c)))
    },

    async logout(c: Ctx) {
      const { userId, sessionId } = caller(c)
      await accounts.logout(sessionId)
      c.get('log').info({ user_id: userId, session_id: sessionId }, 'signed out')
      return forget(c)
    },

    async devices(c: Ctx) {
      return c.json({ items: await accounts.listDevices(caller(c)) })
    },

    async endDevice(c: Ctx) {
      const id = sessionIn(c)
      await accounts.endDevice(caller(c), id)
      c.get('log').info({ user_id: caller(c).userId, session_id: id }, 'signed a device out')
      return id === caller(c).sessionId ? forget(c) : c.body(null, 204)
    },

    async endOtherDevices(c: Ctx) {
      await accounts.endOtherDevices(caller(c))
      c.get('log').info({ user_id: caller(c).userId }, 'signed all other devices out')
      return c.body(null, 204)
    },

    async me(c: Ctx) {
      return c.json(await accounts.me(caller(c)))
    },

    async change(c: Ctx) {
      const body = await readJson(c, changeMe)
      const user = await accounts.changeMe(caller(c), body, c.get('clientAddress'))
      if (body.password !== undefined) c.get('log').info({ user_id: user.id }, 'changed the password')
      return c.json(user)
    },

    async erase(c: Ctx) {
      await accounts.erase(caller(c))
      c.get('log').info({ user_id: caller(c).userId }, 'erased the account')
      return forget(c)
    },
  }
}
