import { listed } from './listed.ts'
import type { Found } from './revisions.ts'
import type { Db, RefreshTokenRow, SessionRow, Trx, UserRow } from './tables.ts'

export async function insertSession(trx: Trx, row: SessionRow): Promise<void> {
  await trx.insertInto('sessions').values(row).execute()
}

/** Nothing is written where it is there already, alive or ended. */
export async function meetSession(trx: Trx, row: SessionRow): Promise<void> {
  await trx
    .insertInto('sessions')
    .values(row)
    .onConflict(conflict => conflict.column('id').doNothing())
    .execute()
}

/** A session by that id was there and is not any more, or its user is gone. */
export async function hasEnded(db: Db, id: string): Promise<boolean> {
  const ended = db.selectFrom('sessions').select('id').where('id', '=', id).where('ended_at', 'is not', null)
  const gone = db.selectFrom('ended_tokens').select('session_id as id').where('session_id', '=', id)
  return (await ended.unionAll(gone).executeTakeFirst()) !== undefined
}

/** What would open the sessions of a user again is remembered beyond the user, until it expires. */
export async function rememberTokens(trx: Trx, userId: string): Promise<void> {
  const theirs = trx.selectFrom('sessions').select(['id', 'expires_at']).where('user_id', '=', userId)
  await trx.insertInto('ended_tokens').columns(['session_id', 'expires_at']).expression(theirs).execute()
}

export type LivingSession = Pick<SessionRow, 'id' | 'user_id' | 'expires_at'> & Pick<UserRow, 'kind'>

const living = (db: Db, now: number) =>
  db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(['sessions.id', 'sessions.user_id', 'sessions.expires_at', 'users.kind'])
    .where('sessions.ended_at', 'is', null)
    .where('sessions.expires_at', '>', now)

/** Undefined where it has ended, was never there, or its user is gone. */
export function findLivingSession(db: Db, id: string, now: number): Promise<LivingSession | undefined> {
  return living(db, now).where('sessions.id', '=', id).executeTakeFirst()
}

export function findLivingSessionByCookie(db: Db, cookieHash: string, now: number): Promise<LivingSession | undefined> {
  return living(db, now).where('sessions.cookie_hash', '=', cookieHash).executeTakeFirst()
}

/** Those of these sessions that are alive, each with its end. */
export async function listLivingSessions(db: Db, ids: ReadonlySet<string>, now: number): Promise<Found> {
  const rows = await living(db, now).where('sessions.id', 'in', listed(db, ids)).execute()
  return { asked: ids, found: new Map(rows.map(({ id, expires_at }) => [id, expires_at])) }
}

/** Lasts longer, and was seen; `device` where it has another name by now. */
export async function extendSession(
  trx: Trx,
  id: string,
  seen: Pick<SessionRow, 'expires_at' | 'last_seen_at'> & Partial<Pick<SessionRow, 'device'>>,
): Promise<void> {
  await trx.updateTable('sessions').set(seen).where('id', '=', id).execute()
}

/** The living sessions of a user, those seen last first. */
export function listSessionsOf(db: Db, userId: string, now: number): Promise<SessionRow[]> {
  return db
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MAX_LISTED)
    .execute()
}

/** Nobody has as many devices. */
const MAX_LISTED = 200

/** Ends one session, where `userId` is given of that user's alone, or all of a user but for `keptId`. Answers the ids of those that were alive. */
export async function endSessions(
  trx: Trx,
  which: { id: string; userId?: string } | { userId: string; keptId?: string | undefined },
  endedAt: number,
): Promise<string[]> {
  const alive = trx.updateTable('sessions').set({ ended_at: endedAt }).where('ended_at', 'is', null)
  const chosen =
    'id' in which
      ? alive
          .where('id', '=', which.id)
          .$if(which.userId !== undefined, of => of.where('user_id', '=', which.userId ?? ''))
      : alive.where('user_id', '=', which.userId).where('id', '!=', which.keptId ?? '')
  const rows = await chosen.returning('id').execute()
  return rows.map(row => row.id)
}

export async function insertRefreshToken(trx: Trx, row: RefreshTokenRow): Promise<void> {
  await trx.insertInto('refresh_tokens').values(row).execute()
}

/** Marks a token as used. False where it was used before: of two at once, one wins. */
export async function spendRefreshToken(trx: Trx, hash: string, usedAt: number): Promise<boolean> {
  const spent = await trx
    .updateTable('refresh_tokens')
    .set({ used_at: usedAt })
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .returning('hash')
    .executeTakeFirst()
  return spent !== undefined
}

/** Marks all that are left of a session as used. */
export async function spendOtherRefreshTokens(trx: Trx, sessionId: string, usedAt: number): Promise<void> {
  await trx
    .updateTable('refresh_tokens')
    .set({ used_at: usedAt })
    .where('session_id', '=', sessionId)
    .where('used_at', 'is', null)
    .execute()
}

export function findRefreshToken(db: Db, hash: string): Promise<RefreshTokenRow | undefined> {
  return db.selectFrom('refresh_tokens').selectAll().where('hash', '=', hash).executeTakeFirst()
}

/** When a token of this session was last used. */
export async function findLastUse(db: Db, sessionId: string): Promise<number | null> {
  const row = await db
    .selectFrom('refresh_tokens')
    .select(({ fn }) => fn.max('used_at').as('used_at'))
    .where('session_id', '=', sessionId)
    .executeTakeFirst()
  return row?.used_at ?? null
}

/** Clears away what has expired, at most `limit` sessions and tokens at a time. */
export async function deleteExpired(trx: Trx, now: number, limit: number): Promise<void> {
  const old = (table: 'sessions' | 'refresh_tokens') =>
    trx.selectFrom(table).where('expires_at', '<=', now).limit(limit)
  await trx
    .deleteFrom('refresh_tokens')
    .where('hash', 'in', old('refresh_tokens').select('refresh_tokens.hash'))
    .execute()
  await trx.deleteFrom('sessions').where('id', 'in', old('sessions').select('sessions.id')).execute()
  await trx.deleteFrom('ended_tokens').where('expires_at', '<=', now).execute()
}
