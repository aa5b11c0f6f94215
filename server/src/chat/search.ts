import type { Page, SearchItem } from '@folio/protocol'
import { Refusal } from '../lib/refusal.ts'
import { snippetOf } from '../lib/snippet.ts'
import { soughtBy, type Sought } from '../lib/words.ts'
import { listFound, listHits, type Found, type Hit, type HitPlace } from '../store/search-hits.ts'
import type { Db } from '../store/tables.ts'
import { toTime } from './wire.ts'

export type SearchConversations = ReturnType<typeof createSearchConversations>

type Asked = { q: string; limit: number; cursor?: string | undefined }

/** Finds what somebody has said, was answered, or calls a conversation: whatever has all the words, the newest first. */
export function createSearchConversations(db: Db) {
  return async (userId: string, { q, limit, cursor }: Asked): Promise<Page<SearchItem>> => {
    const sought = soughtBy(q)
    const after = cursor === undefined ? undefined : readPlace(cursor)
    const hits = await listHits(db, { userId, sought, limit: limit + 1, after })
    const shown = hits.slice(0, limit)
    const last = hits.length > limit ? shown.at(-1) : undefined
    const next_cursor = last ? writePlace(last) : null
    if (shown.length === 0) return { items: [], next_cursor }
    return { items: await present(shown, await listFound(db, userId, shown), sought), next_cursor }
  }
}

/** What has gone since it was found is left out. */
async function present(hits: readonly Hit[], found: Found, sought: readonly Sought[]): Promise<SearchItem[]> {
  const items: SearchItem[] = []
  for (const hit of hits) {
    const item = toItem(hit, found, sought)
    if (item) items.push(item)
    // A long text is read as far as what was found in it: others are not kept waiting for all of them.
    await new Promise(setImmediate)
  }
  return items
}

function toItem(
  { kind, conversation_id, of_id }: Hit,
  { conversations, messages }: Found,
  sought: readonly Sought[],
): SearchItem | undefined {
  const conversation = conversations.get(conversation_id)
  const message = kind === 'message' ? messages.get(of_id) : undefined
  if (!conversation || (kind === 'message' && !message)) return undefined
  return {
    kind,
    conversation_id,
    conversation_title: conversation.title,
    message_id: message?.id ?? null,
    role: message?.role ?? null,
    snippet: snippetOf(message?.content ?? conversation.title, sought),
    archived: conversation.archived === 1,
    created_at: toTime((message ?? conversation).created_at),
  }
}

/** Where a page ends: opaque to clients. */
function writePlace({ at, id }: HitPlace): string {
  return Buffer.from(`${at} ${id}`).toString('base64url')
}

function readPlace(cursor: string): HitPlace {
  const match = /^(\d{1,13}) (\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString())
  if (!match) throw new Refusal('invalid_request', 'That cursor is not one of ours.')
  return { at: Number(match[1]), id: Number(match[2]) }
}
