import { generateKeyPairSync } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { createInProcessBus } from '../../bus/in-process.ts'
import { createBelongings } from '../../knowledge/belongings.ts'
import { createFakeClock, type FakeClock } from '../../lib/fake-clock.ts'
import { newId } from '../../lib/id.ts'
import { PasswordRefused, type Passwords } from '../../lib/password.ts'
import { createAccessTokens } from '../../lib/token.ts'
import { createInProcessLimits } from '../../limits/in-process.ts'
import { openCatalog } from '../../store/catalog.ts'
import { insertConversation } from '../../store/conversations.ts'
import type { Store } from '../../store/open.ts'
import type { ConversationRow } from '../../store/tables.ts'
import { createAccounts, type Accounts } from '../accounts.ts'
import { createCredentials } from '../credentials.ts'
import { createIdentity } from '../identity.ts'
import { createWatch } from '../watch.ts'

export const DAY_MS = 24 * 3_600_000
export const ADDRESS = '203.0.113.9'

/** `accounts` and `elsewhere`: two processes on one database, which do not hear each other. */
export type World = { clock: FakeClock; accounts: Accounts; elsewhere: Accounts }

const service = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const NAMES = { issuer: 'https://id.example.org', audience: 'folio-of-the-tests' }

/** What an organisation's identity service would issue. */
export function organisationToken(clock: FakeClock, claims: { sub: string; jti: string; exp?: number }): string {
  const exp = Math.floor(clock.now() / 1_000) + 3_600
  const { issuer: iss, audience: aud } = NAMES
  return jwt.sign({ exp, ...claims, iss, aud, org_id: 'o1', role: 'admin' }, service.privateKey, { algorithm: 'RS256' })
}

export function createWorld(store: Store): World {
  const clock = createFakeClock()
  const accessTokens = createAccessTokens({ secret: 'kD8vQ2mZ7pXw4RtY9nBs6HfJ3cLg5AeU1oTi0qWx', clock })
  const process = () => {
    const credentials = createCredentials({ passwords: quickPasswords, limits: createInProcessLimits({ clock }) })
    const bus = createInProcessBus()
    const watch = createWatch({ store, bus, clock })
    const catalog = openCatalog(store)
    const belongings = createBelongings({ store, catalog, bus })
    const identity = createIdentity({ store, catalog, clock }, { ...NAMES, publicKey: service.publicKey })
    return createAccounts({ store, clock, bus, watch, accessTokens, credentials, belongings, identity })
  }
  return { clock, accounts: process(), elsewhere: process() }
}

/** Hashes without taking a core for a quarter of a second; refuses what the real one refuses. */
const quickPasswords: Passwords = {
  async hash(password) {
    if (Buffer.byteLength(password) > 72) throw new PasswordRefused('too_long')
    return `hashed ${password}`
  },
  verify: async (password, hash) => hash === `hashed ${password}`,
  async close() {},
}

export function tokenOf({ session }: { session: { access_token: string } }): string {
  return session.access_token
}

export function somebody(): { email: string; password: string } {
  return { email: `${newId()}@example.org`, password: 'correct horse' }
}

export function beginConversation(store: Store, userId: string, name: string | null) {
  const row = { id: newId(), user_id: userId, name, title: '', title_from: null, model: null, system_prompt: null }
  const state = { pinned: 0, archived: 0, bot_id: null, head_message_id: null, created_at: 0, updated_at: 0 } as const
  return store.write(trx => insertConversation(trx, { ...row, ...state }))
}

export function conversationsOf({ db }: Store, userId: string): Promise<ConversationRow[]> {
  return db.selectFrom('conversations').selectAll().where('user_id', '=', userId).orderBy('user_rev').execute()
}
