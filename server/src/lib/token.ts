import type { UserKind } from '@folio/protocol'
import { createHash, createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { z } from 'zod'
import type { Clock } from './clock.ts'
import { newId } from './id.ts'

/** Thrown for every token that does not pass; the reason is for the log, never for the caller. */
export class TokenInvalid extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.name = 'TokenInvalid'
  }
}

/** `sid`: the session it belongs to. `iat`, `exp`: seconds since 1970. */
export type AccessClaims = { sub: string; kind: UserKind; sid: string; jti: string; iat: number; exp: number }

export type AccessTokens = {
  issue(caller: { sub: string; kind: UserKind; sid: string }): {
    token: string
    claims: AccessClaims
    expiresInS: number
  }
  /** Throws `TokenInvalid`. */
  verify(token: string): AccessClaims
}

/** The claims of an organisation's own identity service that are honoured. */
export type ExternalClaims = { sub: string; jti: string; exp: number; orgId: string | null; role: 'admin' | 'member' }

export type ExternalTokens = {
  /** Throws `TokenInvalid`. */
  verify(token: string): ExternalClaims
}

export const OWN_ISSUER = 'folio'
const OWN_AUDIENCE = 'folio'
const ACCESS_TYPE = 'folio-access+jwt'
const ACCESS_LIFETIME_MS = 15 * 60_000
/** Longer than any token that is issued here or by an identity service. */
const MAX_TOKEN_CHARS = 8_192

const accessClaims = z.object({
  sub: z.string().min(1),
  kind: z.enum(['guest', 'member', 'external']),
  sid: z.string().min(1),
  jti: z.string().min(1),
  iat: z.number().int(),
  exp: z.number().int(),
})
// The header is whole and exact: no `kid`, `jku`, `jwk` or `crit` to be talked into anything.
const accessHeader = z.strictObject({ alg: z.literal('HS256'), typ: z.literal(ACCESS_TYPE) })

type AccessSettings = { secret: string; clock: Clock; lifetimeMs?: number }

export function createAccessTokens({ secret, clock, lifetimeMs = ACCESS_LIFETIME_MS }: AccessSettings): AccessTokens {
  // A KeyObject, not a string: 25 times faster.
  const key = createSecretKey(Buffer.from(secret))
  const names = { issuer: OWN_ISSUER, audience: OWN_AUDIENCE }
  return {
    issue(caller) {
      const iat = seconds(clock)
      const claims = { ...caller, jti: newId(), iat, exp: iat + Math.floor(lifetimeMs / 1_000) }
      const token = jwt.sign(claims, key, { ...names, algorithm: 'HS256', header: { alg: 'HS256', typ: ACCESS_TYPE } })
      return { token, claims, expiresInS: claims.exp - iat }
    },
    verify(token) {
      const { header, payload } = verified(token, key, { ...names, algorithms: ['HS256'] }, clock)
      if (!accessHeader.safeParse(header).success) throw new TokenInvalid('made for another purpose')
      return parsed(accessClaims, payload)
    },
  }
}

/** Names become parts of rows: a lone surrogate would be another character there, and two names one. */
const name = z.string().regex(/^[^\p{Cc}\p{Cs}]{1,255}$/u)

const externalClaims = z
  .object({
    sub: name,
    jti: name,
    exp: z.number(),
    org_id: name.nullish().or(z.literal('')),
    role: z.enum(['admin', 'member']).catch('member'),
  })
  .transform(({ org_id: orgId, ...claims }) => ({ ...claims, orgId: orgId || null }))

/** A `kid` alone names a key, and there is one. */
const OWN_KEYS = ['jwk', 'jku', 'x5c', 'x5u']

type ExternalSettings = { publicKey: KeyObject; issuer: string; audience: string; clock: Clock }

export function createExternalTokens({ publicKey, issuer, audience, clock }: ExternalSettings): ExternalTokens {
  return {
    verify(token) {
      const { header, payload } = verified(token, publicKey, { issuer, audience, algorithms: ['RS256'] }, clock)
      const type = header.typ?.toLowerCase() ?? 'jwt'
      if (type !== 'jwt' && type !== 'at+jwt') throw new TokenInvalid('made for another purpose')
      if ('crit' in header) throw new TokenInvalid('asks for an extension')
      if (OWN_KEYS.some(key => key in header)) throw new TokenInvalid('brings a key of its own')
      return parsed(externalClaims, payload)
    },
  }
}

/** Who a token says it is from, unverified: chooses the verifier, proves nothing. */
export function issuerOf(token: string): string | undefined {
  if (token.length > MAX_TOKEN_CHARS) return undefined
  const payload = jwt.decode(token)
  return typeof payload === 'object' ? payload?.iss : undefined
}

function verified(token: string, key: KeyObject, options: jwt.VerifyOptions, clock: Clock): jwt.Jwt {
  if (token.length > MAX_TOKEN_CHARS) throw new TokenInvalid('too long')
  try {
    return jwt.verify(token, key, { ...options, complete: true, clockTimestamp: seconds(clock) })
  } catch (cause) {
    throw new TokenInvalid(cause instanceof Error ? cause.message : 'unreadable', { cause })
  }
}

function parsed<T>(claims: z.ZodType<T>, payload: unknown): T {
  const result = claims.safeParse(payload)
  if (!result.success) throw new TokenInvalid('claims are missing')
  return result.data
}

function seconds(clock: Clock): number {
  return Math.floor(clock.now() / 1_000)
}

/** An opaque token of 256 random bits; only its hash is stored. */
export function newOpaqueToken(): { token: string; hash: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, hash: hashToken(token) }
}

/** SHA-256 in hex: enough for what is random already. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
