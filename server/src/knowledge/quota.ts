import { Refusal } from '../lib/refusal.ts'
import { takeTurnOf } from '../store/bots.ts'
import type { CatalogTrx } from '../store/catalog-tables.ts'
import { countSources } from '../store/sources.ts'
import type { Scope } from './scope.ts'

export type GuestQuota = { guestMaxSources: number; guestMaxSourceBytes: number }

/** What a guest may have. Throws `Refusal('quota_exceeded')` where `added` does not fit beside what is there. */
export async function refuseBeyondQuota(
  trx: CatalogTrx,
  { userId, kind }: Scope,
  { guestMaxSources, guestMaxSourceBytes }: GuestQuota,
  added: { sources: number; bytes: number },
): Promise<void> {
  if (kind !== 'guest') return
  // Of two at once, the second is counted behind the first, whichever bots they are for.
  await takeTurnOf(trx, userId)
  const { count, bytes } = await countSources(trx, userId)
  if (count + added.sources > guestMaxSources)
    throw new Refusal('quota_exceeded', `Guests may have ${guestMaxSources} sources. Sign up, or remove one.`)
  if (bytes + added.bytes > guestMaxSourceBytes)
    throw new Refusal(
      'quota_exceeded',
      `Guests' sources may have ${guestMaxSourceBytes} bytes. Sign up, or remove one.`,
    )
}
