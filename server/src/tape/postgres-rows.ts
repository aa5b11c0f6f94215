import { openLocked } from './postgres-lock.ts'
import type { TapeRow, TapeRows } from './sql.ts'

const INSERT = `insert into tape (seq, reply_id, epoch, at, parts)
  select $1::bigint + ordinality - 1, reply_id, epoch, at, parts
  from unnest($2::text[], $3::int[], $4::int[], $5::text[]) with ordinality as row(reply_id, epoch, at, parts, ordinality)`

/**
 * The tape's table in PostgreSQL. One connection holds the lock that makes this process the only writer, and does all
 * the writing: when it is lost, so is the right to write. `onLost`: another process has taken the lock since.
 * Throws `TapeTaken` while another process writes there.
 */
export async function openPostgresRows(url: string, onLost: () => void): Promise<TapeRows> {
  const { client: connected, close } = await openLocked(url, { kind: 'one writer', onLost })
  return {
    async insert(rows, firstSeq) {
      const column = <Name extends keyof TapeRow>(name: Name) => rows.map(row => row[name])
      const values = [firstSeq, column('reply_id'), column('epoch'), column('at'), column('parts')]
      await (await connected()).query({ name: 'tape-insert', text: INSERT, values })
      // While the database works others gather by themselves.
      return 0
    },
    async list(reply) {
      const where = reply === undefined ? '' : 'where reply_id = $1'
      const query = `select * from tape ${where} order by seq`
      const { rows } = await (
        await connected()
      ).query<TapeRow & { seq: number }>(query, reply === undefined ? [] : [reply])
      return rows
    },
    async deleteBefore(seq) {
      await (await connected()).query('delete from tape where seq < $1', [seq])
    },
    close,
  }
}
