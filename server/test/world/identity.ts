import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import jwt from 'jsonwebtoken'
import { newId } from '../../src/lib/id.ts'
import type { Environment } from './server.ts'

/** What a token says besides what each of them must; undefined takes a claim away. */
export type Claims = {
  sub?: string | undefined
  org_id?: string | null | undefined
  role?: string | undefined
  jti?: string | undefined
  exp?: number | undefined
  iss?: string
  aud?: string
}

/** An organisation's own service that says who somebody is. */
export type IdentityService = {
  env: Environment
  /** A token that is good, but for what is given. */
  token(claims?: Claims, header?: object, key?: KeyObject | string): string
  /** Of its public key, in PEM. */
  pem: string
}

const ISSUER = 'https://id.example.org'
const AUDIENCE = 'folio-of-the-tests'
const LIFETIME_S = 3_600

/** Its public key is a file in `folder`. */
export async function openIdentityService(folder: string): Promise<IdentityService> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const file = join(folder, 'identity.pem')
  await writeFile(file, pem)
  return {
    env: { JWT_PUBLIC_KEY_FILE: file, JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE },
    pem,
    token(claims = {}, header = {}, key = privateKey) {
      const now = Math.floor(Date.now() / 1_000)
      const usual = { iss: ISSUER, aud: AUDIENCE, iat: now, exp: now + LIFETIME_S, jti: newId(), sub: newId() }
      const payload: object = JSON.parse(JSON.stringify({ ...usual, ...claims }))
      return jwt.sign(payload, key, { algorithm: 'RS256', header: { alg: 'RS256', ...header } })
    },
  }
}
