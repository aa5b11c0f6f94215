import { userTopic, type Bus } from '../bus/bus.ts'
import { listChanges } from '../store/conversations.ts'
import { findUserRevision } from '../store/revisions.ts'
import type { Store } from '../store/open.ts'
import { listReplying } from '../store/replies.ts'
import type { Change, FeedEvent } from './announce.ts'
import { toConversationEvent } from './wire.ts'

export type Feed = {
  /** Reads what has changed since a revision, for a device that was away. */
  resume(after: number): void
  close(): void
}

/** What it returns is waited for where many events come at once: a reader takes them as fast as it can. */
type Emit = (event: FeedEvent, userRev: number) => void | Promise<void>

/**
 * Everything that happens in a user's conversations but the text of replies. Revisions are dense: a change that is the
 * next one is passed on as it is; a hole means that something was missed, and what has changed is read instead.
 */
export async function openFeed(
  { store, bus }: { store: Store; bus: Bus },
  userId: string,
  after: number | undefined,
  emit: Emit,
): Promise<Feed> {
  let closed = false
  let at: number | undefined
  let reading = false
  let again = false

  const take = ({ userRev, events }: Change) => {
    if (closed || (at !== undefined && userRev <= at)) return
    if (at === undefined || reading || userRev > at + 1) {
      // What is read again are the conversations: the rest is said now, or never.
      for (const event of events) if (at !== undefined && event.name !== 'conversation') void emit(event, at)
      return read()
    }
    at = userRev
    for (const event of events) void emit(event, userRev)
  }
  const read = () => {
    again = true
    if (!reading && at !== undefined) void catchUp()
  }
  const catchUp = async () => {
    reading = true
    while (again && !closed) {
      again = false
      for (const { event, userRev } of await readChanges(store, userId, at ?? 0).catch(() => [])) {
        if (closed) return
        at = Math.max(at ?? 0, userRev)
        await emit(event, userRev)
      }
    }
    reading = false
  }

  const off = [bus.subscribe(userTopic(userId), hint => take(hint as Change)), bus.onResume(read)]
  const leave = () => {
    closed = true
    for (const unsubscribe of off) unsubscribe()
  }
  try {
    at = after ?? (await findUserRevision(store.db, userId))
  } catch (error) {
    leave()
    throw error
  }
  if (after !== undefined || again) read()
  return {
    resume(from) {
      at = Math.min(at ?? from, from)
      read()
    },
    close: leave,
  }
}

async function readChanges(
  store: Store,
  userId: string,
  after: number,
): Promise<{ event: FeedEvent; userRev: number }[]> {
  const { changed, deleted } = await listChanges(store.db, userId, after)
  const replying = await listReplying(
    store.db,
    changed.map(row => row.id),
  )
  const changes = [
    ...changed.map(row => toConversationEvent(row, 'changed', replying.has(row.id))),
    ...deleted.map(({ id, user_rev }) => ({ conversation_id: id, rev: 0, user_rev, change: 'deleted' as const })),
  ]
  return changes
    .sort((a, b) => a.user_rev - b.user_rev)
    .map(data => ({ event: { name: 'conversation', data }, userRev: data.user_rev }))
}
