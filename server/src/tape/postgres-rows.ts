import pg from 'pg'
import { TapeTaken } from './tape.ts'
import type { TapeRow, TapeRows } from './sql.ts'

/** Any number, the same in every process: "folio" on a telephone's keys. */
const LOCK_KEY = 36_546
const RETRY_MS = 500
/** How long a server that has lost its connection waits for the database to free its old lock. */
const RECLAIM_MS = 30_000

const INSERT = `insert into tape (seq, reply_id, epoch, at, parts)
  select $1::bigint + ordinality - 1, reply_id, epoch, at, parts
  from unnest($2::text[], $3::int[], $4::int[], $5::text[]) with ordinality as row(reply_id, epoch, at, parts, ordinality)`

/**
 * The tape's table in PostgreSQL. One connection holds the lock that makes this process the only writer, and does all
 * the writing: when it is lost, so is the right to write. `onLost`: another process has taken the lock since.
 * Throws `TapeTaken` while another process writes there.
 */
export async function openPostgresRows(url: string, onLost: () => void): Promise<TapeRows> {
  let client: pg.Client | undefined
  let connecting: Promise<pg.Client> | undefined
  let closed = false

  const connect = async (): Promise<pg.Client> => {
    const made = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, keepAlive: true })
    const lost = () => {
      if (client === made) client = undefined
    }
    made.on('error', lost).on('end', lost)
    await made.connect()
    const { rows } = await made.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [LOCK_KEY])
    if (!rows[0]?.locked) {
      await made.end()
      throw new TapeTaken('this database')
    }
    return made
  }
  const reconnect = async (): Promise<pg.Client> => {
    const until = Date.now() + RECLAIM_MS
    for (;;) {
      try {
        return await connect()
      } catch (error) {
        if (!(error instanceof TapeTaken)) throw error
        if (Date.now() > until) onLost()
        if (Date.now() > until || closed) throw error
        await new Promise(resolve => setTimeout(resolve, RETRY_MS))
      }
    }
  }
  const connected = async (): Promise<pg.Client> => {
    if (client) return client
    connecting ??= reconnect().finally(() => (connecting = undefined))
    client = await connecting
    return client
  }

  client = await connect()
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
    async close() {
      closed = true
      await client?.end()
    },
  }
}
