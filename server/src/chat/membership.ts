import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import type { AccessTokens } from '../lib/token.ts'
import { isTaken } from '../store/faults.ts'
import type { Store } from '../store/open.ts'
import { listReplying } from '../store/replies.ts'
import { endSessions } from '../store/sessions.ts'
import { moveShares } from '../store/shares.ts'
import type { ConversationRow, Trx, UserRow } from '../store/tables.ts'
import {
  deleteUser,
  findUser,
  findUserByEmail,
  insertUser,
  lockUser,
  moveConversations,
  updateUser,
  type UserChange,
} from '../store/users.ts'
import { moveUsage } from '../store/usage.ts'
import { announce } from './announce.ts'
import type { Caller } from './caller.ts'
import type { Credentials } from './credentials.ts'
import { openSession } from './refresh.ts'
import { newUser, signedIn, type AnnounceEnd, type SignedIn } from './sign-in.ts'
import { toConversationEvent } from './wire.ts'

type Parts = { store: Store; clock: Clock; bus: Bus; accessTokens: AccessTokens; credentials: Credentials }
/** Hands over what a guest's bots know; answers what is left of that to the transaction in which the guest goes. */
export type BringAlong = (from: string, to: string) => Promise<(trx: Trx) => Promise<void>>

/** On what device, where that is known. */
type From = { device?: string | null }
type Registration = { email: string; password: string; display_name?: string | undefined } & From
type Login = { email: string; password: string; keep_guest_conversations: boolean; address: string } & From

/** Members: how one becomes one, and how one comes back. A guest may bring along what it has. */
export function createMembership(
  { store, clock, bus, accessTokens, credentials }: Parts,
  announceEnd: AnnounceEnd,
  bringAlong: BringAlong,
) {
  /** Undefined where another tab was quicker. */
  const bring = async (guestId: string, memberId: string): Promise<Moving | undefined> => {
    const guest = await findUser(store.db, guestId)
    if (guest?.kind !== 'guest') return undefined
    return { guestId, memberId, rest: await bringAlong(guestId, memberId) }
  }

  return {
    /** A guest who registers becomes the member: the same id, in a session that nobody knew before. */
    async register(caller: Caller | undefined, given: Registration): Promise<SignedIn> {
      if (caller?.kind === 'external') throw signedInElsewhere()
      if (caller && caller.kind !== 'guest') throw alreadyMember()
      const { email, password, display_name, device = null } = given
      const known = {
        kind: 'member',
        email,
        password_hash: await credentials.hash(password),
        display_name: display_name ?? null,
      } as const
      const work = async (trx: Trx) => {
        const user = caller ? await promote(trx, caller.userId, known) : await insertUser(trx, newUser(clock, known))
        if (!user) throw emailTaken()
        const ended = await endSessions(trx, { userId: user.id }, clock.now())
        return { user, ended, opened: await openSession(trx, { userId: user.id, device }, clock.now()) }
      }
      // Two may register one address at the same moment: the index decides.
      const { user, ended, opened } = await store.write(work).catch(error => {
        throw isTaken(error) ? emailTaken() : error
      })
      announceEnd(ended)
      return signedIn(accessTokens, user, opened)
    },

    async login(given: Login, caller?: Caller): Promise<SignedIn> {
      if (caller?.kind === 'external') throw signedInElsewhere()
      const user = await credentials.check(given, await findUserByEmail(store.db, given.email))
      const guestId = given.keep_guest_conversations && caller?.kind === 'guest' ? caller.userId : undefined
      // First, because it may be in another database: what was not finished is finished by who tries again.
      const moving = guestId === undefined ? undefined : await bring(guestId, user.id)
      const { opened, moved, ended } = await store.write(async trx => ({
        ...(moving ? await takeIn(trx, moving, clock.now()) : { moved: [], ended: [] }),
        opened: await openSession(trx, { userId: user.id, device: given.device ?? null }, clock.now()),
      }))
      announceEnd(ended)
      const replying = await listReplying(
        store.db,
        moved.map(row => row.id),
      )
      for (const row of moved) announce(bus, user.id, toConversationEvent(row, 'changed', replying.has(row.id)))
      return signedIn(accessTokens, user, opened)
    },
  }
}

async function promote(trx: Trx, guestId: string, known: UserChange): Promise<UserRow | undefined> {
  const guest = await lockUser(trx, guestId)
  if (guest?.kind !== 'guest') throw alreadyMember()
  return updateUser(trx, guestId, known)
}

type Moving = { guestId: string; memberId: string; rest: (trx: Trx) => Promise<void> }

/** What a guest has written moves to a member; nothing of the guest remains. */
async function takeIn(
  trx: Trx,
  { guestId, memberId, rest }: Moving,
  now: number,
): Promise<{ moved: ConversationRow[]; ended: string[] }> {
  const guest = await lockUser(trx, guestId)
  // Another tab may have been quicker.
  if (guest?.kind !== 'guest') return { moved: [], ended: [] }
  await rest(trx)
  const moved = await moveConversations(trx, guestId, memberId)
  await moveShares(trx, guestId, memberId)
  await moveUsage(trx, guestId, memberId)
  const ended = await endSessions(trx, { userId: guestId }, now)
  await deleteUser(trx, guestId)
  return { moved, ended }
}

function emailTaken(): Refusal {
  return new Refusal('email_taken', 'There is an account with that e-mail address.')
}

function signedInElsewhere(): Refusal {
  return new Refusal('already_a_member', 'Your organisation has signed you in: sign out there first.')
}

function alreadyMember(): Refusal {
  return new Refusal('already_a_member', 'This account is registered already.')
}
