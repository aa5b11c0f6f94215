import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { describe, expect, it } from 'vitest'
import { createFakeClock } from './fake-clock.ts'
import { createAccessTokens, createExternalTokens, hashToken, issuerOf, newOpaqueToken, TokenInvalid } from './token.ts'

const secret = randomBytes(48).toString('base64')
const clock = createFakeClock()
const now = Math.floor(clock.now() / 1_000)
const tokens = createAccessTokens({ secret, clock })
const ana = { sub: 'ana', kind: 'guest', sid: 's1' } as const
const typ = 'folio-access+jwt'

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')
function forge(header: object, claims: object, key = secret) {
  const body = `${encode(header)}.${encode(claims)}`
  return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`
}
const good = { ...ana, jti: 'j', iat: now, exp: now + 60, iss: 'folio', aud: 'folio' }

describe('an access token', () => {
  it('says who calls, in which session, until when', () => {
    const { token, claims, expiresInS } = tokens.issue(ana)
    expect(expiresInS).toBe(900)
    expect(tokens.verify(token)).toEqual(claims)
    expect(claims).toMatchObject({ ...ana, iat: now, exp: now + 900 })
    expect(tokens.issue(ana).claims.jti).not.toBe(claims.jti)
  })

  it('ends', async () => {
    const later = createFakeClock(clock.now())
    const { verify } = createAccessTokens({ secret, clock: later })
    const { token } = tokens.issue(ana)
    await later.advance(899_000)
    expect(verify(token).sub).toBe('ana')
    await later.advance(1_000)
    expect(() => verify(token)).toThrow(TokenInvalid)
  })

  it('passes when forged with the right key: the cases below fail for their own reason', () => {
    expect(tokens.verify(forge({ alg: 'HS256', typ }, good)).sub).toBe('ana')
  })

  it.each([
    ['of another key', forge({ alg: 'HS256', typ }, good, 'x'.repeat(40))],
    ['for another purpose', forge({ alg: 'HS256', typ: 'JWT' }, good)],
    ['of no purpose', forge({ alg: 'HS256' }, good)],
    ['with a key id', forge({ alg: 'HS256', typ, kid: '../../dev/null' }, good)],
    ['with a key of its own', forge({ alg: 'HS256', typ, jwk: { kty: 'oct', k: 'AA' } }, good)],
    ['with a key elsewhere', forge({ alg: 'HS256', typ, jku: 'https://evil.example' }, good)],
    ['without end', forge({ alg: 'HS256', typ }, { ...good, exp: undefined })],
    ['without id', forge({ alg: 'HS256', typ }, { ...good, jti: undefined })],
    ['without session', forge({ alg: 'HS256', typ }, { ...good, sid: undefined })],
    ['of another issuer', forge({ alg: 'HS256', typ }, { ...good, iss: 'other' })],
    ['for another audience', forge({ alg: 'HS256', typ }, { ...good, aud: 'other' })],
    ['that has ended', forge({ alg: 'HS256', typ }, { ...good, exp: now })],
    ['with an end that is text', forge({ alg: 'HS256', typ }, { ...good, exp: '9999999999' })],
    ['that is not yet valid', forge({ alg: 'HS256', typ }, { ...good, nbf: now + 60 })],
    ['without algorithm', `${encode({ alg: 'none', typ })}.${encode(good)}.`],
    ['with another algorithm', jwt.sign(good, secret, { algorithm: 'HS512', header: { alg: 'HS512', typ } })],
    ['without claims', forge({ alg: 'HS256', typ }, [])],
    ['that is none', 'hello'],
    ['that is empty', ''],
    ['that is endless', 'a'.repeat(1_000_000)],
  ])('is refused: one %s', (_, token) => {
    expect(() => tokens.verify(token)).toThrow(TokenInvalid)
  })
})

describe('a token of an identity service', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const names = { issuer: 'https://id.example', audience: 'chat' }
  const external = createExternalTokens({ publicKey, ...names, clock })
  const claims = { sub: 'u1', jti: 'j', iat: now, exp: now + 60, iss: names.issuer, aud: names.audience }
  const sign = (over: object = {}, header: object = {}) =>
    jwt.sign(JSON.parse(JSON.stringify({ ...claims, ...over })), privateKey, {
      algorithm: 'RS256',
      header: { alg: 'RS256', ...header },
    })

  it('brings the organisation and the role', () => {
    expect(external.verify(sign({ org_id: 'o1', role: 'admin' }))).toMatchObject({
      sub: 'u1',
      orgId: 'o1',
      role: 'admin',
    })
    expect(external.verify(sign({ role: 'emperor' }))).toMatchObject({ orgId: null, role: 'member' })
  })

  it.each([
    ['of another issuer', () => sign({ iss: 'folio' })],
    ['for another audience', () => sign({ aud: 'mail' })],
    ['that has ended', () => sign({ exp: now - 1 })],
    ['without end', () => sign({ exp: undefined })],
    ['without id', () => sign({ jti: undefined })],
    ['for another purpose', () => sign({}, { typ: 'logout+jwt' })],
    ['that asks for an extension', () => sign({}, { crit: ['b64'] })],
    [
      'signed with the public key as if it were a secret',
      () => forge({ alg: 'HS256', typ: 'JWT' }, claims, publicKey.export({ type: 'spki', format: 'pem' }).toString()),
    ],
    ['of our own', () => tokens.issue(ana).token],
  ])('is refused: one %s', (_, make) => {
    expect(() => external.verify(make())).toThrow(TokenInvalid)
  })

  it('is not taken for one of ours, and says where it is from', () => {
    expect(() => tokens.verify(sign())).toThrow(TokenInvalid)
    expect(issuerOf(sign())).toBe('https://id.example')
    expect(issuerOf(tokens.issue(ana).token)).toBe('folio')
    expect(issuerOf('hello')).toBeUndefined()
  })
})

it('an opaque token is random, and known by its hash', () => {
  const { token, hash } = newOpaqueToken()
  expect(token).toMatch(/^[\w-]{43}$/)
  expect(hashToken(token)).toBe(hash)
  expect(newOpaqueToken().token).not.toBe(token)
})
