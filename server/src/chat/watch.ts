import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../lib/clock.ts'
import type { Store } from '../store/open.ts'
import { listRevisions } from '../store/revisions.ts'
import { listLivingSessions } from '../store/sessions.ts'

/** The longest that a lost hint goes unnoticed is twice this. */
const LOOK_MS = 1_000

export type Watch = {
  /** Calls `onMissed` where the user's revision stays ahead of what `seen` answers: its hint was lost. */
  user(userId: string, seen: () => number | undefined, onMissed: () => void): () => void
  /** Calls `onEnded` once the session has ended, or is gone. */
  session(sessionId: string, onEnded: () => void): () => void
  close(): void
}

type Watched = { id: string; look: (found: number | undefined) => void }

/**
 * Hints may be lost: for all that is open here, one statement each second asks what they would have told. What hints
 * have told already costs nobody anything else.
 */
export function createWatch({ store, bus, clock }: { store: Store; bus: Bus; clock: Clock }): Watch {
  const users = new Set<Watched>()
  const sessions = new Set<Watched>()
  let closed = false
  let looking = false
  let cancel = () => {}

  const look = async () => {
    if (users.size > 0) tell(users, await listRevisions(store.db, idsOf(users)))
    if (sessions.size > 0) tell(sessions, await listLivingSessions(store.db, idsOf(sessions), clock.now()))
  }
  const keepLooking = () => {
    looking = !closed && users.size + sessions.size > 0
    if (!looking) return
    // What could not be asked now is asked a second later.
    const next = () =>
      void look()
        .catch(() => {})
        .then(keepLooking)
    cancel = clock.setTimer(next, LOOK_MS)
  }
  const add = (all: Set<Watched>, watched: Watched) => {
    all.add(watched)
    if (!looking) keepLooking()
    return () => void all.delete(watched)
  }
  const off = bus.onResume(() => void look().catch(() => {}))

  return {
    user(id, seen, onMissed) {
      let behind: number | undefined
      return add(users, {
        id,
        look(rev) {
          const at = seen()
          if (rev === undefined || at === undefined) return
          // Once may be a hint on its way; a second later it is lost.
          if (behind !== undefined && at < behind) onMissed()
          behind = at < rev ? rev : undefined
        },
      })
    },
    session: (id, onEnded) => add(sessions, { id, look: found => found ?? onEnded() }),
    close() {
      closed = true
      cancel()
      off()
    },
  }
}

function idsOf(all: ReadonlySet<Watched>): Set<string> {
  return new Set([...all].map(({ id }) => id))
}

/** Who came while the database was asked is not in its answer. */
function tell(all: ReadonlySet<Watched>, { asked, found }: { asked: ReadonlySet<string>; found: Map<string, number> }) {
  for (const { id, look } of all) if (asked.has(id)) look(found.get(id))
}
