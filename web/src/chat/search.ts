import type { Page, SearchItem } from '@folio/protocol'
import { query, type Call } from './api.ts'

const LIMIT = 20

/** What the server finds, page by page. */
export function createSearch(call: Call) {
  return async (q: string, signal: AbortSignal, cursor?: string): Promise<Page<SearchItem>> => {
    const answer = await call(`/api/search?${query({ q, limit: LIMIT, cursor })}`, { signal })
    return (await answer.json()) as Page<SearchItem>
  }
}
