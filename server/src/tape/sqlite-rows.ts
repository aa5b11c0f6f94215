import type { Clock } from '../lib/clock.ts'
import { lockFile } from '../store/file-lock.ts'
import type { SqliteFile } from '../store/sqlite.ts'
import { TapeTaken } from './tape.ts'
import type { TapeRow, TapeRows } from './sql.ts'

/** Deleting is done in pieces, so that it never holds the event loop. */
const DELETE_ROWS = 2_000

/** The tape's table in a SQLite file. Throws `TapeTaken` while another process writes there. */
export function openSqliteRows(path: string, { writer, writing, writes }: SqliteFile, clock: Clock): TapeRows {
  const unlock = lockFile(`${path}.lock`, 0)
  if (!unlock) throw new TapeTaken(path)
  const insert = writer.prepare('insert into tape (seq, reply_id, epoch, at, parts) values (?, ?, ?, ?, ?)')
  const insertOne = (row: TapeRow, seq: number) => insert.run(seq, row.reply_id, row.epoch, row.at, row.parts)
  const insertAll = writer.transaction((rows: readonly TapeRow[], firstSeq: number) => {
    rows.forEach((row, index) => insertOne(row, firstSeq + index))
  })
  const first = writer.prepare<[], number | null>('select min(seq) from tape').pluck()
  const remove = writer.prepare('delete from tape where seq < ?')
  const listAll = writer.prepare<[], TapeRow & { seq: number }>('select * from tape order by seq')
  const listOne = writer.prepare<[string], TapeRow & { seq: number }>(
    'select * from tape where reply_id = ? order by seq',
  )

  const exclusively = async <T>(work: () => T): Promise<T> => {
    const release = writing.tryAcquire() ?? (await writing.acquire())
    try {
      return work()
    } finally {
      release()
    }
  }
  return {
    insert: (rows, firstSeq) =>
      writes.watch(() =>
        exclusively(() => {
          const beganAt = clock.ticks()
          const [only, another] = rows
          // One row is a transaction by itself.
          if (only && !another) insertOne(only, firstSeq)
          else insertAll.immediate(rows, firstSeq)
          return clock.ticks() - beganAt
        }),
      ),
    list: reply => exclusively(() => (reply === undefined ? listAll.all() : listOne.all(reply))),
    async deleteBefore(seq) {
      for (;;) {
        const from = await exclusively(() => first.get())
        if (from === undefined || from === null || from >= seq) return
        await exclusively(() => remove.run(Math.min(seq, from + DELETE_ROWS)))
        await new Promise(resolve => setImmediate(resolve))
      }
    },
    async close() {
      unlock()
    },
  }
}
