import { changeMe, login, register } from '@folio/protocol/requests'
import { generateCookie, getCookie } from 'hono/cookie'
import type { Accounts } from '../chat/accounts.ts'
import type { SignedIn } from '../chat/sign-in.ts'
import { SESSION_MS } from '../chat/sessions.ts'
import { deviceName } from '../lib/device-name.ts'
import { Refusal } from '../lib/refusal.ts'
import { readJson } from './body.ts'
import type { Ctx } from './context.ts'
import { createDeviceRoutes } from './devices.ts'
import { addHeader } from './headers.ts'

export type AccountRoutes = ReturnType<typeof createAccountRoutes>

type Parts = { accounts: Accounts; production: boolean; allowAnonymous: boolean; forgetCookie: (c: Ctx) => void }

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
    ...createDeviceRoutes(accounts, forget),

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
