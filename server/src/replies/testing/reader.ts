import { isEnd, splitsPair } from '@folio/protocol'
import { Fault } from '../../lib/testing/fault.ts'
import { findMessageById } from '../../store/messages.ts'
import type { Cursor } from '../follow.ts'
import { fromRow } from '../row-parts.ts'
import type { Ledger } from './ledger.ts'
import type { Pod } from './pod.ts'
import type { Seeded } from './seeded.ts'

/** A device that reads one reply, from wherever it was, through whichever process answers. */
export type Reader = {
  readonly replyId: string
  readonly state: 'away' | 'reading' | 'ended' | 'gone'
  /** What it has, encoded. */
  readonly view: string
  /** Reads on through this process. */
  connect(pod: Pod): void
  leave(): void
}

export function openReader(
  replyId: string,
  from: number,
  { ledger, chance }: { ledger: Ledger; chance: Seeded },
): Reader {
  let view = ledger.seen(replyId).slice(0, from)
  let epoch = 0
  let state: Reader['state'] = 'away'
  let cursor: Cursor | undefined
  let through: Pod | undefined
  // What an earlier connection still does is of no interest.
  let connection = 0

  const take = () => {
    const next = cursor?.next()
    if (next === undefined) return false
    if (next === 'ended') {
      end()
      return false
    }
    if (next.at !== view.length) ledger.break(`${replyId}: asked from ${view.length}, given ${next.at}`)
    if (next.epoch < epoch) ledger.break(`${replyId}: the epoch fell from ${epoch} to ${next.epoch}`)
    ledger.sees(replyId, next)
    epoch = next.epoch
    view += ledger.encode([next.part])
    return true
  }
  const end = () => {
    const row = cursor?.row()
    leave()
    state = row ? 'ended' : 'gone'
    if (!row) return
    const whole = ledger.encode(fromRow(row))
    if (!isEnd(row.status)) ledger.break(`${replyId}: ended for a reader while ${row.status}`)
    if (view !== whole)
      ledger.break(`${replyId}: a reader ended with ${JSON.stringify(view)}, the row has ${JSON.stringify(whole)}`)
  }
  const leave = () => {
    connection++
    cursor?.close()
    cursor = undefined
    if (state === 'reading') state = 'away'
  }
  const connect = async (pod: Pod) => {
    const mine = ++connection
    state = 'reading'
    const row = await findMessageById(pod.desk.store.db, replyId)
    if (mine !== connection) return
    if (!row) {
      state = 'gone'
      return
    }
    let waking = false
    const wake = () => {
      if (waking || mine !== connection) return
      waking = true
      pod.life.clock.setTimer(read, chance.chance(0.7) ? 0 : chance.int(300))
    }
    const read = () => {
      waking = false
      if (mine !== connection) return
      for (let pieces = 1 + chance.int(4); pieces > 0; pieces--) if (!take()) return
      wake()
    }
    cursor = pod.engine.follow(row, view.length, wake)
    if (cursor) return wake()
    state = 'gone'
    if (!splitsPair([ledger.seen(replyId)], view.length))
      ledger.break(`${replyId}: ${view.length} is refused, but parts no pair`)
  }
  return {
    replyId,
    get state() {
      // A dead process takes its connections with it.
      return state === 'reading' && !through?.life.alive ? 'away' : state
    },
    get view() {
      return view
    },
    connect(pod) {
      leave()
      through = pod
      connect(pod).catch(error => {
        leave()
        if (!(error instanceof Fault)) ledger.break(`a reader failed: ${String(error)}`)
      })
    },
    leave,
  }
}
