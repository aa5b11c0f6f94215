import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../lib/clock.ts'
import type { AccessTokens } from '../lib/token.ts'
import type { Store } from '../store/open.ts'
import { deleteExpired, endSessions } from '../store/sessions.ts'
import type { Credentials } from './credentials.ts'
import { createDevices } from './devices.ts'
import type { Identity } from './identity.ts'
import { createMembership, type BringAlong } from './membership.ts'
import { createProfile, type Leave } from './profile.ts'
import { createSessions } from './sessions.ts'
import type { Watch } from './watch.ts'
import { createSignIn } from './sign-in.ts'
import { createVerify } from './verify.ts'

export type Accounts = ReturnType<typeof createAccounts>

type Parts = {
  store: Store
  clock: Clock
  bus: Bus
  watch: Watch
  accessTokens: AccessTokens
  credentials: Credentials
  belongings: Belongings
  /** Who else vouches for people; left out: nobody. */
  identity?: Identity | undefined
}

/** What people have besides their conversations. */
export type Belongings = Leave & { move: BringAlong }

/** Rows that are cleared away at once. */
const SWEEP_ROWS = 500

/** Guests and members: who they are, how they come in, and how they go. */
export function createAccounts({ store, clock, bus, watch, accessTokens, credentials, belongings, identity }: Parts) {
  const verify = createVerify({ accessTokens, identity, clock })
  const sessions = createSessions({ store, clock, bus, watch, verify })
  const { announceEnd, ...session } = sessions

  return {
    ...session,
    ...createSignIn({ store, clock, accessTokens }, announceEnd),
    ...createMembership({ store, clock, bus, accessTokens, credentials }, announceEnd, belongings.move),
    ...createProfile({ store, clock, bus, credentials, belongings }, announceEnd),

    ...createDevices({ store, clock }, announceEnd),

    async logout(sessionId: string): Promise<void> {
      announceEnd(await store.write(trx => endSessions(trx, { id: sessionId }, clock.now())))
    },

    /** Clears away sessions and tokens that have expired, a few at a time. */
    removeExpired: (): Promise<void> => store.write(trx => deleteExpired(trx, clock.now(), SWEEP_ROWS)),
  }
}
