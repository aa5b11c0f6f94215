import type { DeviceSession } from '@folio/protocol'
import type { Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Store } from '../store/open.ts'
import { endSessions, listSessionsOf } from '../store/sessions.ts'
import type { Caller } from './caller.ts'
import type { AnnounceEnd } from './sign-in.ts'
import { toTime } from './wire.ts'

type Parts = { store: Store; clock: Clock }

/** Where somebody is signed in, and how that ends: at once, with all that is open there. */
export function createDevices({ store, clock }: Parts, announceEnd: AnnounceEnd) {
  return {
    async listDevices({ userId, sessionId }: Caller): Promise<DeviceSession[]> {
      const rows = await listSessionsOf(store.db, userId, clock.now())
      return rows.map(row => ({
        id: row.id,
        current: row.id === sessionId,
        device: row.device,
        created_at: toTime(row.created_at),
        last_seen_at: toTime(row.last_seen_at),
        expires_at: toTime(row.expires_at),
      }))
    },

    /** Throws `Refusal('not_found')` where the caller has no such session, or not any more. */
    async endDevice({ userId }: Caller, id: string): Promise<void> {
      const ended = await store.write(trx => endSessions(trx, { id, userId }, clock.now()))
      if (ended.length === 0) throw new Refusal('not_found', 'There is no such session.')
      announceEnd(ended)
    },

    async endOtherDevices({ userId, sessionId }: Caller): Promise<void> {
      announceEnd(await store.write(trx => endSessions(trx, { userId, keptId: sessionId }, clock.now())))
    },
  }
}
