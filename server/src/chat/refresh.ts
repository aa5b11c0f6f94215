import { newId } from '../lib/id.ts'
import { hashToken, newOpaqueToken } from '../lib/token.ts'
import {
  endSessions,
  extendSession,
  findLastUse,
  findLivingSession,
  findRefreshToken,
  insertRefreshToken,
  insertSession,
  spendOtherRefreshTokens,
  spendRefreshToken,
} from '../store/sessions.ts'
import type { SessionRow, Trx } from '../store/tables.ts'
import { SESSION_MS } from './sessions.ts'

/** Two tabs that wake up together send the same token: within this time the second is no thief. */
const TWIN_MS = 10_000

export type Opened = { sessionId: string; refreshToken: string }
/** Whose session it is, and on what device. */
type Where = { userId: string; device: string | null }

/** A new session, which lives as long as it is refreshed. */
export async function openSession(trx: Trx, on: Where, now: number): Promise<Opened> {
  const row = newSession(on, now)
  await insertSession(trx, row)
  return { sessionId: row.id, refreshToken: await issue(trx, row.id, now) }
}

/** A new session that a cookie opens; it has no refresh token. */
export async function openCookieSession(
  trx: Trx,
  on: Where,
  now: number,
): Promise<{ sessionId: string; cookie: string }> {
  const { token, hash } = newOpaqueToken()
  const row = { ...newSession(on, now), cookie_hash: hash }
  await insertSession(trx, row)
  return { sessionId: row.id, cookie: token }
}

function newSession({ userId, device }: Where, now: number): SessionRow {
  const dates = { created_at: now, last_seen_at: now, expires_at: now + SESSION_MS, ended_at: null }
  return { id: newId(), user_id: userId, cookie_hash: null, device, ...dates }
}

export type Rotation = { userId: string; opened: Opened } | { ended: string[] }

/**
 * A refresh token is good once: it is answered with the next one, and all the others of its session are spent with it.
 * One that comes again was stolen, from the page or from the thief: its session ends, whoever holds what.
 */
export async function rotate(
  trx: Trx,
  { refreshToken, device }: { refreshToken: string; device: string | null },
  now: number,
): Promise<Rotation> {
  const hash = hashToken(refreshToken)
  const token = await findRefreshToken(trx, hash)
  const session = token && token.expires_at > now ? await findLivingSession(trx, token.session_id, now) : undefined
  if (!session) return { ended: [] }
  if (await spendRefreshToken(trx, hash, now)) await spendOtherRefreshTokens(trx, session.id, now)
  else if (!(await isTwin(trx, hash, session.id, now)))
    return { ended: await endSessions(trx, { id: session.id }, now) }
  await extendSession(trx, session.id, { expires_at: now + SESSION_MS, last_seen_at: now, device })
  return { userId: session.user_id, opened: { sessionId: session.id, refreshToken: await issue(trx, session.id, now) } }
}

/** Spent a moment ago, and nothing that came of it has been used since. */
async function isTwin(trx: Trx, hash: string, sessionId: string, now: number): Promise<boolean> {
  // Read again: who spent it may have committed only now.
  const usedAt = (await findRefreshToken(trx, hash))?.used_at ?? -Infinity
  return now - usedAt < TWIN_MS && (await findLastUse(trx, sessionId)) === usedAt
}

async function issue(trx: Trx, sessionId: string, now: number): Promise<string> {
  const { token, hash } = newOpaqueToken()
  await insertRefreshToken(trx, { hash, session_id: sessionId, used_at: null, expires_at: now + SESSION_MS })
  return token
}
