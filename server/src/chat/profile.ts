import type { User } from '@folio/protocol'
import { podTopic, type Bus } from '../bus/bus.ts'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Store } from '../store/open.ts'
import { endSessions, rememberTokens } from '../store/sessions.ts'
import type { Trx, UserRow } from '../store/tables.ts'
import { deleteUser, findUser, listWriting, lockUser, updateUser, type UserChange } from '../store/users.ts'
import { toUser, type Caller } from './caller.ts'
import type { Credentials } from './credentials.ts'
import type { AnnounceEnd } from './sign-in.ts'

/** Of an account that ends: `leave` sees in its transaction to what else there is of it, `left` begins that. */
export type Leave = { leave(trx: Trx, userId: string): Promise<void>; left(): void }

type Parts = { store: Store; clock: Clock; bus: Bus; credentials: Credentials; belongings: Leave }
type Change = {
  display_name?: string | null | undefined
  password?: string | undefined
  current_password?: string | undefined
}

const NO_PASSWORD = ['A guest has no password.', 'register first'] as const
const ELSEWHERE = ['Your organisation signs you in, without a password of ours.', 'is not used here'] as const

/** What somebody who is signed in sees and changes of the account. */
export function createProfile({ store, clock, bus, credentials, belongings }: Parts, announceEnd: AnnounceEnd) {
  const requireUser = async (id: string): Promise<UserRow> => (await findUser(store.db, id)) ?? gone()

  /** The hash of a new password, for who knows the old one. */
  const newPassword = async (userId: string, password: string, current: string, address: string): Promise<string> => {
    const { email, kind, password_hash: hash } = await requireUser(userId)
    if (email === null) {
      const [detail, message] = kind === 'external' ? ELSEWHERE : NO_PASSWORD
      throw new Refusal('invalid_request', detail, { fields: [{ path: 'password', message }] })
    }
    await credentials.checkCurrent({ email, password: current, address }, hash)
    return credentials.hash(password)
  }

  return {
    async me({ userId }: Caller): Promise<User> {
      return toUser(await requireUser(userId))
    },

    /** A new password needs the old one, and ends all other sessions. */
    async changeMe({ userId, sessionId }: Caller, change: Change, address: string): Promise<User> {
      const { display_name: displayName, password, current_password: current = '' } = change
      const wanted: UserChange = displayName === undefined ? {} : { display_name: displayName }
      if (password !== undefined) wanted.password_hash = await newPassword(userId, password, current, address)
      if (Object.keys(wanted).length === 0) return toUser(await requireUser(userId))
      const { user, ended } = await store.write(async trx => ({
        user: await updateUser(trx, userId, wanted),
        ended: password === undefined ? [] : await endSessions(trx, { userId, keptId: sessionId }, clock.now()),
      }))
      announceEnd(ended)
      return toUser(user ?? gone())
    },

    /** The account and all that belongs to it. */
    async erase({ userId, kind }: Caller): Promise<void> {
      const { ended, writing } = await store.write(async trx => {
        // Who comes in at the same time, with a token of their own, waits.
        await lockUser(trx, userId)
        const found = {
          ended: await endSessions(trx, { userId }, clock.now()),
          writing: await listWriting(trx, userId),
        }
        if (kind === 'external') await rememberTokens(trx, userId)
        await belongings.leave(trx, userId)
        await deleteUser(trx, userId)
        return found
      })
      announceEnd(ended)
      belongings.left()
      // Their rows are gone: who writes them finds nothing to end.
      for (const { id, pod_id } of writing) if (pod_id !== null) bus.publish(podTopic(pod_id), { stop: id })
    },
  }
}

function gone(): never {
  throw new Refusal('invalid_token', 'This account is gone.')
}
