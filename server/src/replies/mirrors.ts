import { isEnd, span, type Part } from '@folio/protocol'
import { replyTopic, type Bus, type Hint } from '../bus/bus.ts'
import type { Clock } from '../lib/clock.ts'
import { findMessageById } from '../store/messages.ts'
import type { Store } from '../store/open.ts'
import type { MessageRow } from '../store/tables.ts'
import type { Tape } from '../tape/tape.ts'
import { createMirror, type Mirror } from './mirror.ts'
import { fromRow } from './row-parts.ts'

/** A reader that hears nothing reads again after so long. */
const SILENCE_MS = 1_000

export type Mirrors = {
  /** For a reader: the reply's mirror, kept up to date until released. The row is what the caller has just read. */
  hold(row: MessageRow): { mirror: Mirror; release: () => void }
  /** What readers here have been shown of a reply that goes on; nothing where nobody reads it here. */
  seen(replyId: string): readonly Part[]
  /** For the owner, who feeds it from now on: what is there goes on behind these parts. */
  own(row: MessageRow, parts: Part[]): Mirror
  /** The owner has ended it, or has lost it. */
  disown(mirror: Mirror): void
}

type Held = { mirror: Mirror; readers: number; stopFeeding: () => void }

/** One mirror for each reply that is written or read here: fed by the owner where it is ours, else from tape and row. */
export function createMirrors(sources: { store: Store; tape: Tape; bus: Bus; clock: Clock }): Mirrors {
  const held = new Map<string, Held>()

  /** One that has ended serves those who have it; the reply may have been continued since. */
  const going = (replyId: string) => {
    const entry = held.get(replyId)
    return entry?.mirror.over ? undefined : entry
  }
  const release = (entry: Held) => {
    if (entry.readers > 0 || entry.mirror.owned) return
    entry.stopFeeding()
    if (held.get(entry.mirror.replyId) === entry) held.delete(entry.mirror.replyId)
  }
  return {
    hold(row) {
      let entry = going(row.id)
      if (!entry) {
        entry = openFromRow(row, sources)
        if (!entry.mirror.over) held.set(row.id, entry)
      }
      const mine = entry
      mine.readers++
      return {
        mirror: mine.mirror,
        release() {
          mine.readers--
          release(mine)
        },
      }
    },
    seen: replyId => going(replyId)?.mirror.view.parts ?? [],
    own(row, parts) {
      const entry = going(row.id) ?? {
        mirror: createMirror(row, parts),
        readers: 0,
        stopFeeding: () => {},
      }
      held.set(row.id, entry)
      entry.stopFeeding()
      entry.mirror.owned = true
      entry.mirror.advance({ epoch: row.epoch, at: 0, parts })
      entry.mirror.beganAt = span(fromRow(row))
      return entry.mirror
    },
    disown(mirror) {
      mirror.owned = false
      const entry = held.get(mirror.replyId)
      if (entry?.mirror !== mirror) return
      if (!mirror.over) entry.stopFeeding = feed(mirror, sources)
      release(entry)
    },
  }
}

function openFromRow(row: MessageRow, sources: Parameters<typeof feed>[1]): Held {
  const mirror = createMirror(row, fromRow(row))
  if (!isEnd(row.status)) return { mirror, readers: 0, stopFeeding: feed(mirror, sources) }
  mirror.beganAt = 0
  mirror.finish(row)
  return { mirror, readers: 0, stopFeeding: () => {} }
}

/** Keeps a mirror up to date with what others write: on every hint, on `onResume`, and after a second of silence. */
function feed(
  mirror: Mirror,
  { store, tape, bus, clock }: { store: Store; tape: Tape; bus: Bus; clock: Clock },
): () => void {
  let reading = false
  let again = false
  let stopped = false
  let cancelTimer = () => {}

  const refresh = async () => {
    // While the tape is away its owner writes into the row, at each beat.
    const batch = await tape.read(mirror.replyId, mirror.view.offset).catch(() => null)
    if (stopped) return
    // What an older epoch wrote was there when the present one began: the tape is read behind its fence.
    if (batch) return mirror.advance({ ...batch, epoch: Math.max(batch.epoch, mirror.view.epoch) })
    const row = await findMessageById(store.db, mirror.replyId)
    if (stopped) return
    if (row) mirror.advance({ epoch: row.epoch, at: 0, parts: fromRow(row) })
    if (row && !isEnd(row.status)) return
    mirror.finish(row)
    stop()
  }
  const wake = () => {
    again = true
    if (!reading && !stopped) void run()
  }
  const run = async () => {
    reading = true
    while (again && !stopped) {
      again = false
      // What could not be read now is read after the next hint or second.
      await refresh().catch(() => {})
    }
    reading = false
    cancelTimer()
    if (!stopped) cancelTimer = clock.setTimer(wake, SILENCE_MS)
  }
  const hinted = ({ reply }: Hint) => {
    if (reply === mirror.replyId) wake()
  }
  const unsubscribe = [bus.subscribe(replyTopic(mirror.conversationId), hinted), bus.onResume(wake)]
  const stop = () => {
    stopped = true
    cancelTimer()
    for (const off of unsubscribe) off()
  }
  wake()
  return stop
}
