import type { KeyObject } from 'node:crypto'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { createExternalTokens, hashToken, type ExternalClaims } from '../lib/token.ts'
import type { Catalog } from '../store/catalog.ts'
import { isOutage } from '../store/faults.ts'
import type { Store } from '../store/open.ts'
import { findOrganisation, insertOrganisation } from '../store/organisations.ts'
import { findLivingSession, hasEnded, meetSession, type LivingSession } from '../store/sessions.ts'
import type { Trx, UserRow } from '../store/tables.ts'
import { meetExternalUser } from '../store/users.ts'
import { newUser } from './sign-in.ts'
import type { Verified } from './verify.ts'

export type Identity = ReturnType<typeof createIdentity>

type Parts = { store: Store; catalog: Catalog; clock: Clock }
/** The session that a token opens. */
type Entry = { id: string; device: string | null; expiresAt: number }
type Settings = { publicKey: KeyObject; issuer: string; audience: string }

/**
 * People whom an organisation's own identity service vouches for. Each of its tokens is a session: it begins when the
 * token is first seen, and ends with it at the latest. Only then is anything written.
 */
export function createIdentity({ store, catalog, clock }: Parts, { issuer, ...settings }: Settings) {
  const tokens = createExternalTokens({ ...settings, issuer, clock })

  const enter = async (
    trx: Trx,
    user: UserRow,
    { id, device, expiresAt }: Entry,
  ): Promise<LivingSession | undefined> => {
    const { id: userId } = await meetExternalUser(trx, user)
    // Behind the user's row, which who signs out for good has locked: nothing of an account comes back by itself.
    if (await hasEnded(trx, id)) throw new Refusal('invalid_token', 'This session has ended.')
    const now = clock.now()
    const dates = { created_at: now, last_seen_at: now, expires_at: expiresAt, ended_at: null }
    await meetSession(trx, { id, user_id: userId, cookie_hash: null, device, ...dates })
    return findLivingSession(trx, id, now)
  }
  /** For a dashboard to name. While the catalog is away people come in all the same. */
  const noteOrganisation = async (id: string): Promise<void> => {
    try {
      if (await findOrganisation(catalog.db, id)) return
      await catalog.write(trx => insertOrganisation(trx, { id, name: id, created_at: clock.now() }))
    } catch (error) {
      if (!isOutage(error)) throw error
    }
  }

  return {
    issuer,

    /** Throws `TokenInvalid`. */
    verify(token: string): Verified {
      const claims = tokens.verify(token)
      const { exp, orgId, role } = claims
      const sessionId = sessionOf(issuer, claims)
      const member = orgId === null ? undefined : { id: orgId, role }
      return {
        sessionId,
        exp,
        ...(member && { org: member }),
        async begin(device) {
          if (await hasEnded(store.db, sessionId)) return undefined
          const external_id = JSON.stringify([issuer, claims.sub])
          const known = { kind: 'external', external_id, org_id: orgId, role: member ? role : null } as const
          const expiresAt = Math.min(Math.floor(exp * 1_000), Number.MAX_SAFE_INTEGER)
          const entry = { id: sessionId, device, expiresAt }
          const session = await store.write(trx => enter(trx, newUser(clock, known), entry))
          if (member) await noteOrganisation(member.id)
          return session
        },
      }
    },
  }
}

/** The same token is the same session, in every process. */
function sessionOf(issuer: string, { sub, jti }: ExternalClaims): string {
  return hashToken(JSON.stringify([issuer, sub, jti]))
}
