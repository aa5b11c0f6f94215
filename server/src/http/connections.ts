import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { PING_INTERVAL_MS } from '@folio/protocol'
import type { Caller } from './context.ts'

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

export type Connections = {
  /** Counts a connection against the limits. Throws `Refusal('too_many_connections')`. */
  open(who: { caller: Caller; clientAddress: string }, connected: Connected): { id: string; close: () => void }
  readonly count: number
  /** Users with an open connection. */
  readonly users: number
  /** Counts one that has not said who it is, until it does or goes. Throws `Refusal('too_many_connections')`. */
  knock(clientAddress: string): () => void
  /** Tells everybody to come back elsewhere, spread over a while. Resolves when all were told. */
  leave(): Promise<void>
}

type Watch = {
  /** Throws where there are too many already. */
  admit(caller: Caller | undefined, address: string): () => void
  onSessionEnded(sessionId: string, listener: () => void): () => void
}

/** Every open stream and socket of this process: counted, pinged, and ended with its session or with the process. */
export function createConnections({ admit, onSessionEnded }: Watch): Connections {
  const open = new Map<string, { caller: Caller; connected: Connected }>()
  const timer = setInterval(() => {
    for (const { connected } of open.values()) connected.ping()
  }, PING_INTERVAL_MS)
  timer.unref()
  let leaving = false

  return {
    open({ caller, clientAddress }, connected) {
      const release = admit(caller, clientAddress)
      const off = onSessionEnded(caller.sessionId, () => connected.sessionEnded())
      const id = randomUUID()
      open.set(id, { caller, connected })
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
