import type { Clock } from '../lib/clock.ts'
import { remember } from '../lib/remember.ts'
import { issuerOf, type AccessTokens } from '../lib/token.ts'
import type { LivingSession } from '../store/sessions.ts'
import type { Caller } from './caller.ts'
import type { Identity } from './identity.ts'

/** What a token proves by itself; whether its session is alive the database knows. */
export type Verified = {
  sessionId: string
  /** Seconds since 1970. */
  exp: number
  /** Whose session it must be, where the token says so. */
  userId?: string
  org?: NonNullable<Caller['org']>
  /** Opens its session where there was none yet; undefined where it has ended. */
  begin?: (device: string | null) => Promise<LivingSession | undefined>
}

type Parts = { accessTokens: AccessTokens; identity: Identity | undefined; clock: Clock }

/**
 * Reads the tokens that are issued here and those of an identity service. Who a token says it is from chooses who
 * verifies it, and with that the algorithm and the key; nothing else in it does. Throws `TokenInvalid`.
 */
export function createVerify({ accessTokens, identity, clock }: Parts): (token: string) => Verified {
  const verified = new Map<string, Verified>()
  const read = (token: string): Verified => {
    if (identity && issuerOf(token) === identity.issuer) return identity.verify(token)
    const { sid: sessionId, sub: userId, exp } = accessTokens.verify(token)
    return { sessionId, userId, exp }
  }
  // Verifying costs far more than to remember that it was done.
  return token => {
    const known = verified.get(token)
    return known && known.exp * 1_000 > clock.now() ? known : remember(verified, token, read(token))
  }
}
