import type { RoomLeft, Usage, Used } from '@folio/protocol'
import type { Clock } from '../lib/clock.ts'
import type { Price } from '../lib/setting.ts'
import type { Catalog } from '../store/catalog.ts'
import type { Store } from '../store/open.ts'
import { countSources } from '../store/sources.ts'
import type { UsageRow } from '../store/tables.ts'
import { dayOf, listUsage } from '../store/usage.ts'
import type { Caller } from './caller.ts'

const DAY_MS = 24 * 3_600_000
const MILLION = 1_000_000
const NOTHING: Used = { replies: 0, prompt_tokens: 0, completion_tokens: 0, cost: null }

type Parts = { store: Store; catalog: Catalog; clock: Clock }
type Rules = { modelPrices: readonly Price[]; guestMaxSources: number; guestMaxSourceBytes: number }

/** What somebody has used, by day and model, and how much room is left for documents. */
export type ReadUsage = (
  caller: Caller,
  days: number,
) => Promise<Omit<Usage, 'limits'> & { room: Pick<Usage['limits'], 'sources' | 'source_bytes'> }>

export function createReadUsage({ store, catalog, clock }: Parts, rules: Rules): ReadUsage {
  const prices = new Map(rules.modelPrices.map(price => [price.model, price]))
  const costOf = ({ model, prompt_tokens, completion_tokens }: UsageRow): number | null => {
    const price = prices.get(model)
    return price ? (prompt_tokens * price.prompt + completion_tokens * price.completion) / MILLION : null
  }

  return async ({ userId, kind }, days) => {
    // Today is one of them.
    const since = dayOf(clock.now() - (days - 1) * DAY_MS)
    const [rows, sources] = await Promise.all([listUsage(store.db, userId, since), countSources(catalog.db, userId)])
    const used = rows.map(row => ({ ...shown(row), cost: costOf(row) }))
    const room = (limit: number, has: number) => roomLeft(kind === 'guest' ? limit : null, has)
    return {
      days: used,
      totals: used.reduce(add, NOTHING),
      currency: 'USD',
      room: {
        sources: room(rules.guestMaxSources, sources.count),
        source_bytes: room(rules.guestMaxSourceBytes, sources.bytes),
      },
    }
  }
}

const shown = ({ user_id: _, ...row }: UsageRow) => row

function add(total: Used, one: Used): Used {
  return {
    replies: total.replies + one.replies,
    prompt_tokens: total.prompt_tokens + one.prompt_tokens,
    completion_tokens: total.completion_tokens + one.completion_tokens,
    cost: one.cost === null ? total.cost : (total.cost ?? 0) + one.cost,
  }
}

function roomLeft(limit: number | null, used: number): RoomLeft {
  return { limit, used, left: limit === null ? null : Math.max(0, limit - used) }
}
