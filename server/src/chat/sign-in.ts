import type { Session } from '@folio/protocol'
import type { Clock } from '../lib/clock.ts'
import { newId } from '../lib/id.ts'
import { Refusal } from '../lib/refusal.ts'
import type { AccessTokens } from '../lib/token.ts'
import type { Store } from '../store/open.ts'
import type { UserRow } from '../store/tables.ts'
import { findUser, insertUser, type UserChange } from '../store/users.ts'
import { toUser, type Caller } from './caller.ts'
import { openCookieSession, openSession, rotate, type Opened } from './refresh.ts'

export type SignedIn = { session: Session; refreshToken: string; caller: Caller }
export type AnnounceEnd = (sessionIds: readonly string[]) => void

type Parts = { store: Store; clock: Clock; accessTokens: AccessTokens }

/** The ways in that need no password: as a guest, and on with what the browser has kept. `device`: see `deviceName`. */
export function createSignIn({ store, clock, accessTokens }: Parts, announceEnd: AnnounceEnd) {
  return {
    async guest(device: string | null = null): Promise<SignedIn> {
      const user = newUser(clock)
      const opened = await store.write(async trx => {
        await insertUser(trx, user)
        return openSession(trx, { userId: user.id, device }, clock.now())
      })
      return signedIn(accessTokens, user, opened)
    },

    /** A guest for a client that sends no credential at all: the cookie is all it has. */
    async cookieGuest(device: string | null = null): Promise<{ caller: Caller; cookie: string }> {
      const user = newUser(clock)
      const { sessionId, cookie } = await store.write(async trx => {
        await insertUser(trx, user)
        return openCookieSession(trx, { userId: user.id, device }, clock.now())
      })
      return { caller: { userId: user.id, kind: user.kind, sessionId }, cookie }
    },

    /** Throws `Refusal('invalid_token')`, for a token that comes twice after its whole session has been ended. */
    async refresh(refreshToken: string, device: string | null = null): Promise<SignedIn> {
      const rotation = await store.write(async trx => {
        const rotated = await rotate(trx, { refreshToken, device }, clock.now())
        return 'ended' in rotated ? rotated : { ...rotated, user: await findUser(trx, rotated.userId) }
      })
      if ('user' in rotation && rotation.user) return signedIn(accessTokens, rotation.user, rotation.opened)
      if ('ended' in rotation) announceEnd(rotation.ended)
      throw new Refusal('invalid_token', 'Sign in again.')
    },
  }
}

export function signedIn(accessTokens: AccessTokens, user: UserRow, { sessionId, refreshToken }: Opened): SignedIn {
  const caller = { userId: user.id, kind: user.kind, sessionId }
  const { token, expiresInS } = accessTokens.issue({ sub: user.id, kind: user.kind, sid: sessionId })
  return {
    session: { access_token: token, token_type: 'Bearer', expires_in: expiresInS, user: toUser(user) },
    refreshToken,
    caller,
  }
}

export function newUser(clock: Clock, known: UserChange = {}): UserRow {
  const nobody = { email: null, password_hash: null, display_name: null, external_id: null, org_id: null, role: null }
  return { id: newId(), kind: 'guest', ...nobody, rev: 0, created_at: clock.now(), ...known }
}
