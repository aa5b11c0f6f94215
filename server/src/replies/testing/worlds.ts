import { createSqlTape } from '../../tape/sql.ts'
import { createMemoryRows, type Disk } from '../../tape/testing/memory-rows.ts'
import { createMemoryTape, type Reel } from '../../tape/testing/memory-tape.ts'
import type { Part } from '@folio/protocol'
import { tapeOf } from './ports.ts'
import type { Ledger } from './ledger.ts'
import type { Life } from './life.ts'
import type { Ground } from './ground.ts'
import type { Tape } from '../../tape/tape.ts'

/** Where tapes are kept: in the database of one process, or where many reach them. */
export type TapeWorld = {
  maxPods: number
  /** The tape may be emptied, and out of reach; then no process dies, which would be two faults at once. */
  losesTape?: true
  empty?(now: number): void
  /** What is on the tape of a reply. */
  written(replyId: string): string
  /** One process' own view of it. */
  openTape(life: Life, ground: Ground): Promise<Tape>
  /** How much is kept, all replies together. */
  kept(): number
}

export const WORLDS = {
  'one process': (encode: Ledger['encode']): TapeWorld => {
    const disk: Disk = { rows: [] }
    return {
      maxPods: 1,
      written(replyId) {
        let text = ''
        for (const { reply_id, at, parts } of disk.rows) {
          // Where the beginning is swept, the rest of it says nothing.
          if (reply_id === replyId && at <= text.length) text = text.slice(0, at) + encode(JSON.parse(parts) as Part[])
        }
        return text
      },
      openTape(life) {
        const rows = createMemoryRows(disk, async () => {
          await life.pause()
          return life.fate()
        })
        return createSqlTape({ clock: life.clock, rows })
      },
      kept: () => disk.rows.length,
    }
  },
  'many pods': (encode: Ledger['encode']): TapeWorld => {
    const reel: Reel = new Map()
    return {
      maxPods: 3,
      written: replyId => encode(reel.get(replyId)?.parts ?? []),
      openTape: async (life, ground) => tapeOf(life, createMemoryTape(reel), ground),
      // Left to expire where nobody has dropped them.
      kept: () => 0,
    }
  },
  'a tape that is lost': (encode: Ledger['encode']): TapeWorld => {
    const reel: Reel = new Map()
    return {
      maxPods: 3,
      losesTape: true,
      empty(now) {
        reel.clear()
        reel.keptSince = now
      },
      written: replyId => encode(reel.get(replyId)?.parts ?? []),
      openTape: async (life, ground) => tapeOf(life, createMemoryTape(reel), ground),
      kept: () => 0,
    }
  },
} as const

export type WorldName = keyof typeof WORLDS
