import type { Usage } from '@folio/protocol'
import { readUsage } from '@folio/protocol/requests'
import type { ReadUsage } from '../chat/usage.ts'
import { readQuery } from './body.ts'
import type { Ctx } from './context.ts'
import type { RateLimits } from './limits.ts'

/** What the caller has used, and what is left. */
export function createUsageRoute(usageOf: ReadUsage, limits: RateLimits) {
  return async (c: Ctx) => {
    const { caller } = c.var
    const { room, ...used } = await usageOf(caller, readQuery(c, readUsage).days)
    const rates = {
      messages_per_minute: await limits.messages.left(caller.userId),
      requests_per_minute: await limits.requests.left(caller.userId),
    }
    return c.json({ ...used, limits: { ...rates, ...room } } satisfies Usage)
  }
}
