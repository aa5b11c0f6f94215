import { search as schema } from '@folio/protocol/requests'
import type { SearchConversations } from '../chat/search.ts'
import { readQuery } from './body.ts'
import type { Ctx } from './context.ts'

/** What the caller has said, was answered, or calls a conversation. */
export function createSearchRoute(search: SearchConversations) {
  return async (c: Ctx) => c.json(await search(c.var.caller.userId, readQuery(c, schema)))
}
