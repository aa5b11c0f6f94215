import { LOGINS_TOPIC, type Bus } from '../bus/bus.ts'
import type { Watch } from './watch.ts'

export type SessionEnds = {
  /** Calls `listener` when the session ends; what it returns takes that back. */
  listen(sessionId: string, listener: () => void): () => void
  /** Tells all processes of sessions that have ended, in a transaction that has committed. */
  announce(sessionIds: readonly string[]): void
}

/** What every process is told of sessions that end. `onEnd` hears of each of them before whoever listens to it does. */
export function createSessionEnds(bus: Bus, watch: Watch, onEnd: (sessionId: string) => void): SessionEnds {
  const listening = new Map<string, Set<() => void>>()

  const end = (sessionId: string) => {
    onEnd(sessionId)
    for (const tell of listening.get(sessionId) ?? []) tell()
  }
  const add = (sessionId: string, tell: () => void) => {
    const all = listening.get(sessionId) ?? new Set()
    listening.set(sessionId, all.add(tell))
    return () => {
      all.delete(tell)
      if (all.size === 0 && listening.get(sessionId) === all) listening.delete(sessionId)
    }
  }
  // One for all: a topic for each session would be one more for each connection.
  bus.subscribe(LOGINS_TOPIC, ({ session }) => {
    if (typeof session === 'string') end(session)
  })

  return {
    listen(sessionId, listener) {
      // Of its own: who leaves twice takes nobody else along.
      const tell = () => listener()
      const noticed = () => {
        onEnd(sessionId)
        tell()
      }
      const off = [add(sessionId, tell), watch.session(sessionId, noticed)]
      return () => off.forEach(leave => leave())
    },
    announce(sessionIds) {
      for (const id of sessionIds) {
        onEnd(id)
        bus.publish(LOGINS_TOPIC, { session: id })
      }
    },
  }
}
