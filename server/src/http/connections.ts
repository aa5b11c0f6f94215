import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { PING_INTERVAL_MS } from '@folio/protocol'
import type { Caller } from './context.ts'
import type { Admit } from './limits.ts'

/** How long after the call to leave the last reader is told, so that not all of them come to another server at once. */
const LEAVE_SPREAD_MS = 2_000
const LEAVE_GROUPS = 50

/** What can happen to an open connection from outside. */
export type Connected = {
  ping(): void
  /** This server is leaving: connect again. */
  leave(): void
  /** The session that opened it has ended. */
  sessionEnded(): void
}

/** A seat that is taken, and nobody on it yet. */
export type Place = {
  /** Somebody is on it now, until it is closed. */
  open(connected: Connected): { id: string; close: () => void }
  /** Gives it back unless it is open. */
  release(): void
}

export type Connections = {
  /** Counts a connection against the limits before it is opened. Throws `Refusal('too_many_connections')`. */
  admit(who: Who): Promise<Place>
  /**
   * The same for work whose effects shall not be where there is no place for the stream that tells of them; what the
   * work has not opened when it ends, however it ends, is given back.
   */
  seated<T>(who: Who, work: (place: Place) => Promise<T>): Promise<T>
  readonly count: number
  /** Users with an open connection. */
  readonly users: number
  /** Counts one that has not said who it is, until it does or goes. Throws `Refusal('too_many_connections')`. */
  knock(clientAddress: string): Promise<() => void>
  /** Tells everybody to come back elsewhere, spread over a while. Resolves when all were told. */
  leave(): Promise<void>
}

type Who = { caller: Caller; clientAddress: string }

type Watch = {
  admit: Admit
  onSessionEnded(sessionId: string, listener: () => void): () => void
  /** Rejects where nobody can say. */
  isAlive(sessionId: string): Promise<boolean>
}

/** Every open stream and socket of this process: counted, pinged, and ended with its session or with the process. */
export function createConnections({ admit, onSessionEnded, isAlive }: Watch): Connections {
  const open = new Map<string, { caller: Caller; connected: Connected }>()
  const timer = setInterval(() => {
    for (const { connected } of open.values()) connected.ping()
  }, PING_INTERVAL_MS)
  timer.unref()
  let leaving = false

  /** Also of a session that ended after the guard had let it pass, and before anybody listened. */
  const watchSession = (sessionId: string, onEnd: () => void) => {
    const off = onSessionEnded(sessionId, onEnd)
    // Where nobody can say, its client comes again, and is asked again who it is.
    isAlive(sessionId).then(
      alive => void (alive || onEnd()),
      () => onEnd(),
    )
    return off
  }
  const begin = ({ caller }: Who, connected: Connected, release: () => void) => {
    const id = randomUUID()
    open.set(id, { caller, connected })
    const off = watchSession(caller.sessionId, () => open.has(id) && connected.sessionEnded())
    // Who was still coming in when all others were told is told too, once it has been answered.
    if (leaving) setImmediate(() => connected.leave())
    return {
      id,
      close() {
        if (!open.delete(id)) return
        off()
        release()
      },
    }
  }
  const take = async (who: Who): Promise<Place> => {
    const release = await admit(who.caller, who.clientAddress)
    let opened = false
    return {
      open(connected) {
        opened = true
        return begin(who, connected, release)
      },
      release() {
        if (!opened) release()
      },
    }
  }

  return {
    admit: take,
    async seated(who, work) {
      const place = await take(who)
      try {
        return await work(place)
      } finally {
        place.release()
      }
    },
    knock: clientAddress => admit(undefined, clientAddress),
    get count() {
      return open.size
    },
    get users() {
      return new Set([...open.values()].map(({ caller }) => caller.userId)).size
    },
    async leave() {
      leaving = true
      clearInterval(timer)
      const all = [...open.values()]
      const groupSize = Math.ceil(all.length / LEAVE_GROUPS)
      for (let from = 0; from < all.length; from += groupSize) {
        for (const { connected } of all.slice(from, from + groupSize)) connected.leave()
        await sleep(LEAVE_SPREAD_MS / LEAVE_GROUPS)
      }
    },
  }
}
