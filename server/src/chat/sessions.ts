import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../lib/clock.ts'
import { deviceName } from '../lib/device-name.ts'
import { Refusal } from '../lib/refusal.ts'
import { remember } from '../lib/remember.ts'
import { hashToken, TokenInvalid } from '../lib/token.ts'
import { isOutage } from '../store/faults.ts'
import type { Store } from '../store/open.ts'
import { extendSession, findLivingSession, findLivingSessionByCookie, type LivingSession } from '../store/sessions.ts'
import type { Caller } from './caller.ts'
import { createSessionEnds } from './session-ends.ts'
import type { Verified } from './verify.ts'
import type { Watch } from './watch.ts'

export const SESSION_MS = 30 * 24 * 3_600_000
const DAY_MS = 24 * 3_600_000
/** How long another process may take to notice that a session has ended, where no hint has told it at once. */
const TRUST_MS = 1_000

type Parts = { store: Store; clock: Clock; bus: Bus; watch: Watch; verify: (token: string) => Verified }
type Known = { caller: Caller; expiresAt: number; readAt: number }

/** Who is calling, and whether they may still. A session is a row: where that has ended, so has all that hangs on it. */
export function createSessions({ store, clock, bus, watch, verify }: Parts) {
  const cookies = new Map<string, string>()
  const known = new Map<string, Known | 'ended'>()

  const note = (row: LivingSession | undefined): Known | undefined => {
    // It may have ended while the row was read.
    if (!row || known.get(row.id) === 'ended') return undefined
    const caller = { userId: row.user_id, kind: row.kind, sessionId: row.id }
    return remember(known, row.id, { caller, expiresAt: row.expires_at, readAt: clock.now() })
  }
  const alive = async (id: string): Promise<Known | undefined> => {
    const now = clock.now()
    const session = known.get(id)
    if (session === 'ended') return undefined
    if (session && now - session.readAt < TRUST_MS && session.expiresAt > now) return session
    return note(await findLivingSession(store.db, id, now))
  }
  /** A token from outside may be new; one that has ended is asked about once. */
  const first = async (id: string, begin: () => Promise<LivingSession | undefined>): Promise<Known | undefined> => {
    if (known.get(id) === 'ended') return undefined
    const row = await begin()
    if (!row) remember(known, id, 'ended')
    return note(row)
  }
  const extend = async (session: Known): Promise<boolean> => {
    const { caller, expiresAt } = session
    // First: who comes at the same time need not write it again.
    session.expiresAt = clock.now() + SESSION_MS
    try {
      const seen = { expires_at: session.expiresAt, last_seen_at: clock.now() }
      await store.write(trx => extendSession(trx, caller.sessionId, seen))
      return true
    } catch (error) {
      session.expiresAt = expiresAt
      // Whoever only reads is not held up by a full disk: the session is good, and lasts longer the next time.
      if (isOutage(error)) return false
      throw error
    }
  }
  const ends = createSessionEnds(bus, watch, id => void remember(known, id, 'ended'))
  const verified = (token: string): Verified => {
    try {
      return verify(token)
    } catch (cause) {
      if (cause instanceof TokenInvalid) throw invalid()
      throw cause
    }
  }

  return {
    /** Whose access token this is; `userAgent` names the device of one from outside. Throws `Refusal('invalid_token')`. */
    async authenticate(token: string, userAgent?: string): Promise<Caller> {
      const { sessionId, userId, org, begin } = verified(token)
      const session =
        (await alive(sessionId)) ?? (begin && (await first(sessionId, () => begin(deviceName(userAgent)))))
      if (!session || (userId !== undefined && session.caller.userId !== userId)) throw invalid()
      return org ? { ...session.caller, org } : session.caller
    },

    /** Whose session cookie this is. `renewed`: it lasts longer now, and the client should be told. */
    async authenticateCookie(token: string): Promise<{ caller: Caller; renewed: boolean }> {
      const hash = hashToken(token)
      const id = cookies.get(hash)
      const session =
        id === undefined ? note(await findLivingSessionByCookie(store.db, hash, clock.now())) : await alive(id)
      if (!session) throw invalid()
      const { caller } = session
      remember(cookies, hash, caller.sessionId)
      const due = session.expiresAt - clock.now() < SESSION_MS - DAY_MS
      return { caller, renewed: due && (await extend(session)) }
    },

    async isAlive(sessionId: string): Promise<boolean> {
      return (await alive(sessionId)) !== undefined
    },

    onSessionEnded: ends.listen,
    announceEnd: ends.announce,
  }
}

function invalid(): Refusal {
  return new Refusal('invalid_token', 'The token is not valid, or not any more.')
}
