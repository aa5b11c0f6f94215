import { Fault } from '../../lib/testing/fault.ts'
import type { TapeRow, TapeRows } from '../sql.ts'

export type StoredRow = TapeRow & { seq: number }

/** What outlives a process. */
export type Disk = { rows: StoredRow[] }

/** How one access goes: `fails` changes nothing; `lost` is done, and then says it failed. */
export type Outcome = 'done' | 'fails' | 'lost'

/** The tape's table in memory. `access` decides when each access happens and how it ends. */
export function createMemoryRows(
  disk: Disk,
  access: (kind: 'insert' | 'list' | 'delete') => Promise<Outcome> = async () => 'done',
): TapeRows {
  // One connection: one thing after the other.
  let last: Promise<unknown> = Promise.resolve()
  const perform = <T>(kind: 'insert' | 'list' | 'delete', work: () => T): Promise<T> => {
    const mine = last.then(async () => {
      const outcome = await access(kind)
      if (outcome === 'fails') throw new Fault(`${kind} failed`)
      const result = work()
      if (outcome === 'lost') throw new Fault(`the answer to ${kind} was lost`)
      return result
    })
    last = mine.catch(() => {})
    return mine
  }
  return {
    insert: (rows, firstSeq) =>
      perform('insert', () => {
        const added = rows.map((row, index) => ({ ...row, seq: firstSeq + index }))
        const taken = added.find(({ seq }) => disk.rows.some(row => row.seq === seq))
        if (taken) throw new Error(`number ${taken.seq} is taken`)
        disk.rows = [...disk.rows, ...added].sort((a, b) => a.seq - b.seq)
      }),
    list: reply =>
      perform('list', () =>
        disk.rows.filter(row => reply === undefined || row.reply_id === reply).map(row => ({ ...row })),
      ),
    deleteBefore: seq =>
      perform('delete', () => {
        disk.rows = disk.rows.filter(row => row.seq >= seq)
      }),
    async close() {},
  }
}
