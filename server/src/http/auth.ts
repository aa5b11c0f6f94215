import type { MiddlewareHandler, Next } from 'hono'
import { generateCookie, getCookie } from 'hono/cookie'
import type { Accounts } from '../chat/accounts.ts'
import { SESSION_MS } from '../chat/sessions.ts'
import { deviceName } from '../lib/device-name.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Caller, Ctx, Env } from './context.ts'
import { addHeader } from './headers.ts'

type Guard = MiddlewareHandler<Env>

export type Auth = {
  /** Whoever has a good token or session cookie; `c.var.caller` says who. */
  signedIn: Guard
  /** The same; who brings no credential at all passes too, without `c.var.caller`. */
  perhapsSignedIn: Guard
  /** The same; who brings no credential at all becomes a guest whose cookie is the credential. */
  signedInOrGuest: Guard
  /** Keeps other sites' pages from calling in the name of who reads them. */
  ownOrigin: Guard
  /** Whoever a session cookie names, for who has no guard before it. A cookie that is good for nothing any more names nobody. */
  callerByCookie(c: Ctx): Promise<Caller | undefined>
  /** Takes the session cookie back from who is leaving, where there is one. */
  forgetCookie(c: Ctx): void
}

type Settings = {
  production: boolean
  allowAnonymous: boolean
  corsOrigins: readonly string[]
  /** Counts, by address, credentials that are good for nothing. Throws `Refusal('too_many_requests')`. */
  countStranger(address: string): Promise<void>
  /** Counts, by address, guests who come without a word: each would have limits of its own. Throws the same. */
  countGuest(address: string): Promise<void>
}

/** Who may pass. Each guard throws a `Refusal` for who may not. */
export function createAuth(accounts: Accounts, settings: Settings): Auth {
  const { allowAnonymous, countGuest } = settings
  const identify = createIdentify(accounts, settings)
  const { originAllowed, refuseForeign, callerOf, callerByCookie, setSessionCookie, forgetCookie } = identify
  const pass = (c: Ctx, next: Next, caller: Caller) => {
    c.set('caller', caller)
    return next()
  }

  return {
    callerByCookie,
    forgetCookie,
    async ownOrigin(c, next) {
      if (!originAllowed(c)) throw foreign()
      return next()
    },
    async signedIn(c, next) {
      const caller = await callerOf(c)
      if (!caller) throw new Refusal('unauthenticated', 'Sign in first.')
      return pass(c, next, caller)
    },
    async perhapsSignedIn(c, next) {
      const caller = await (authorizationOf(c) === undefined ? callerByCookie(c) : callerOf(c))
      return caller ? pass(c, next, caller) : next()
    },
    async signedInOrGuest(c, next) {
      const caller = await (authorizationOf(c) === undefined ? callerByCookie(c) : callerOf(c))
      if (caller) return pass(c, next, caller)
      if (!allowAnonymous) throw new Refusal('unauthenticated', 'Sign in first.')
      refuseForeign(c)
      await countGuest(c.get('clientAddress'))
      const guest = await accounts.cookieGuest(deviceName(c.env.incoming.headers['user-agent']))
      setSessionCookie(c, guest.cookie)
      return pass(c, next, guest.caller)
    },
  }
}

/** From credentials to callers: a token in the header, else the session cookie. */
function createIdentify(accounts: Accounts, { production, corsOrigins, countStranger }: Settings) {
  const originAllowed = createOriginCheck(corsOrigins)
  const cookieName = production ? '__Host-folio_session' : 'folio_session'
  const setSessionCookie = (c: Ctx, token: string, maxAge = SESSION_MS / 1_000) => {
    const options = { path: '/', httpOnly: true, sameSite: 'Lax', secure: production, maxAge } as const
    addHeader(c, 'Set-Cookie', generateCookie(cookieName, token, options))
  }
  /** A browser sends a cookie whoever asks it to. */
  const refuseForeign = (c: Ctx) => {
    if (!SAFE_METHODS.has(c.req.method) && !originAllowed(c)) throw foreign()
  }
  const byCookie = async (c: Ctx): Promise<Caller | undefined> => {
    const token = getCookie(c, cookieName)
    if (token === undefined) return undefined
    refuseForeign(c)
    const { caller, renewed } = await accounts.authenticateCookie(token)
    if (renewed) setSessionCookie(c, token)
    return caller
  }
  const byToken = async (authorization: string, userAgent: string | undefined): Promise<Caller> => {
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
    if (token === undefined) throw new Refusal('invalid_token', 'Authorization takes the form: Bearer TOKEN.')
    return accounts.authenticate(token, userAgent)
  }

  return {
    originAllowed,
    refuseForeign,
    setSessionCookie,
    forgetCookie(c: Ctx) {
      if (getCookie(c, cookieName) !== undefined) setSessionCookie(c, '', 0)
    },
    async callerOf(c: Ctx): Promise<Caller | undefined> {
      const authorization = authorizationOf(c)
      try {
        return await (authorization === undefined
          ? byCookie(c)
          : byToken(authorization, c.env.incoming.headers['user-agent']))
      } catch (error) {
        if (isInvalid(error)) await countStranger(c.get('clientAddress'))
        throw error
      }
    },
    /** A stale cookie is no credential; a stale token is one that is wrong. */
    callerByCookie: (c: Ctx) =>
      byCookie(c).catch((error: unknown) => {
        if (isInvalid(error)) return undefined
        throw error
      }),
  }
}

function authorizationOf(c: Ctx): string | undefined {
  return c.env.incoming.headers.authorization
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** `Origin` absent: no browser, or a page of ours. Behind a proxy that ends TLS we see http where the page saw https. */
export function createOriginCheck(corsOrigins: readonly string[]): (c: Ctx) => boolean {
  const listed = new Set(corsOrigins)
  return c => {
    const { origin, host } = c.env.incoming.headers
    return origin === undefined || listed.has(origin) || origin === `https://${host}` || origin === `http://${host}`
  }
}

function isInvalid(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'invalid_token'
}

function foreign(): Refusal {
  return new Refusal('origin_not_allowed', 'Pages of that origin may not call this server.')
}
