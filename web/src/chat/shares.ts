import type { Page, Share } from '@folio/protocol'
import { createAsk, query, type Call } from './api.ts'

/** The server's calls about links to conversations, by name. Each throws `CallFailed`. */
export function createShares(call: Call) {
  const ask = createAsk(call)
  return {
    /** Those of one conversation, or all of the person's. */
    list: (conversation: string | null, cursor?: string) => {
      const path = conversation === null ? '/api/shares' : `/api/conversations/${conversation}/shares`
      return ask<Page<Share>>('GET', `${path}?${query({ limit: 20, cursor })}`)
    },
    make: (conversation: string) => ask<Share>('POST', `/api/conversations/${conversation}/shares`),
    revoke: (id: string) => ask<void>('DELETE', `/api/shares/${id}`),
  }
}
