import { userTopic, type Bus, type Hint } from '../bus/bus.ts'
import { listChanges } from '../store/conversations.ts'
import { findUserRevision } from '../store/revisions.ts'
import type { Store } from '../store/open.ts'
import { listReplying } from '../store/replies.ts'
import { changeOf, jobOf, type FeedEvent } from './announce.ts'
import type { Watch } from './watch.ts'
import { toConversationEvent } from './wire.ts'

export type Feed = {
  /** Reads what has changed since a revision, for a device that was away. */
  resume(after: number): void
  close(): void
}

/** What it returns is waited for where many events come at once: a reader takes them as fast as it can. */
type Emit = (event: FeedEvent, userRev: number) => void | Promise<void>

/** Opens the feed of a user; `after`: the revision that the device has, undefined where it needs nothing from before. */
export type OpenFeed = (userId: string, after: number | undefined, emit: Emit) => Promise<Feed>

type Sources = { store: Store; bus: Bus; watch: Watch }
/** Hints whose events were passed on, so that one which comes twice is told once. */
const REMEMBERED = 100

/**
 * Everything that happens in a user's conversations but the text of replies. Revisions are dense: a change that is the
 * next one is passed on as it is; a hole means that something was missed, and what has changed is read instead.
 */
export function createFeeds(sources: Sources): OpenFeed {
  return (userId, after, emit) => openFeed(sources, userId, after, emit)
}

async function openFeed({ store, bus, watch }: Sources, ...[userId, after, emit]: Parameters<OpenFeed>): Promise<Feed> {
  const told = new Set<number>()
  let closed = false
  let since = 0
  let at: number | undefined
  /** Heard before it is known where the user stands. */
  const early: Hint[] = []
  let reading = false
  let again = false

  const take = (hint: Hint) => {
    if (closed) return
    if (at === undefined) return void early.push(hint)
    const job = jobOf(hint)
    if (job) return void emit(job, at)
    const change = changeOf(hint)
    if (!change) return read()
    const { userRev, events } = change
    if (userRev <= since || told.has(userRev)) return
    remember(told, userRev)
    const isNext = userRev === at + 1 && !reading
    if (isNext) at = userRev
    // Out of turn, what is read again are the conversations: the rest is said now, or never.
    for (const event of events) if (isNext || event.name !== 'conversation') void emit(event, at)
    if (userRev > at) read()
  }
  const read = () => {
    again = true
    if (!reading && at !== undefined) void catchUp()
  }
  const catchUp = async () => {
    reading = true
    while (again && !closed) {
      again = false
      // What could not be read now is read with the next hint, or once it is seen to be missing.
      await readChanges(store, userId, at ?? 0)
        .then(passOn)
        .catch(() => {})
    }
    reading = false
  }
  const passOn = async ({ changes, rev }: Changes) => {
    for (const { event, userRev } of changes) {
      if (closed) return
      at = Math.max(at ?? 0, userRev)
      await emit(event, userRev)
    }
    at = Math.max(at ?? 0, rev)
  }

  const off = [bus.subscribe(userTopic(userId), take), bus.onResume(read), watch.user(userId, () => at, read)]
  const leave = () => {
    closed = true
    for (const unsubscribe of off) unsubscribe()
  }
  try {
    const rev = after ?? (await findUserRevision(store.db, userId))
    // Whoever was let in already is told what has happened since, although it was read with the revision.
    since = at = Math.min(rev, ...early.map(hint => (changeOf(hint)?.userRev ?? Infinity) - 1))
    early.forEach(take)
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

function remember(told: Set<number>, userRev: number): void {
  told.add(userRev)
  for (const oldest of told) if (told.size > REMEMBERED) told.delete(oldest)
}

/** `rev`: of the user, when they were read. */
type Changes = { changes: { event: FeedEvent; userRev: number }[]; rev: number }

async function readChanges(store: Store, userId: string, after: number): Promise<Changes> {
  const rev = await findUserRevision(store.db, userId)
  const { changed, deleted } = await listChanges(store.db, userId, after)
  const replying = await listReplying(
    store.db,
    changed.map(row => row.id),
  )
  const changes = [
    ...changed.map(row => toConversationEvent(row, 'changed', replying.has(row.id))),
    ...deleted.map(({ id, user_rev }) => ({ conversation_id: id, rev: 0, user_rev, change: 'deleted' as const })),
  ]
  return {
    rev,
    changes: changes
      .sort((a, b) => a.user_rev - b.user_rev)
      .map(data => ({ event: { name: 'conversation', data }, userRev: data.user_rev })),
  }
}
