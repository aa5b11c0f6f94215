import { randomBytes } from 'node:crypto'
import { createPodProxy } from '../../../scripts/lib/pod-proxy.mjs'
import { NATS_URL, REDIS_URL } from '../../src/lib/testing/services.ts'
import { KINDS } from '../../src/store/testing/databases.ts'
import type { Db } from '../../src/store/tables.ts'
import { claimRedisNumber } from './redis-number.ts'
import { freePort, type Environment } from './server.ts'

const [SQLITE, POSTGRES] = KINDS

export type Kind = 'SQLite' | 'PostgreSQL' | 'pods'

/** `missing` where this machine has not what it needs. `lay` makes one for so many pods, or for one server. */
export type KindOfPlace = { kind: Kind; needs: string; missing: boolean; lay: (podCount: number) => Promise<Place> }

export const MANY: KindOfPlace = {
  kind: 'pods',
  needs: 'TEST_POSTGRES_URL, TEST_REDIS_URL, TEST_NATS_URL',
  missing: POSTGRES.missing || !REDIS_URL || !NATS_URL,
  lay: layShared,
}

/** The kinds of places where servers run. */
export const PLACES: readonly KindOfPlace[] = [
  { kind: 'SQLite', needs: 'nothing', missing: SQLITE.missing, lay: () => layAlone(SQLITE) },
  { kind: 'PostgreSQL', needs: 'TEST_POSTGRES_URL', missing: POSTGRES.missing, lay: () => layAlone(POSTGRES) },
  MANY,
]

/** What servers share, how they are called, and the address that people know. */
export type Place = {
  base: string
  /** An empty name: each process makes one up. */
  pods: readonly { id: string; port: number }[]
  env: Environment
  /** A look into the database, as another process has it. */
  openDb(): Db
  /** What is kept of a reply's text besides its row. */
  tapeOf(replyId: string): Promise<unknown[]>
  remove(): Promise<void>
}

async function layAlone({ makeDatabase }: (typeof KINDS)[number]): Promise<Place> {
  const [database, port] = await Promise.all([makeDatabase({ empty: true }), freePort()])
  let db: Db | undefined
  const openDb = () => (db ??= database.open().db)
  return {
    base: `http://127.0.0.1:${port}`,
    pods: [{ id: '', port }],
    env: { DATABASE_URL: database.url },
    openDb,
    tapeOf: replyId => openDb().selectFrom('tape').selectAll().where('reply_id', '=', replyId).execute(),
    remove: database.remove,
  }
}

/** PostgreSQL, Redis and NATS, and before the pods a proxy: each new connection goes to the next that lives. */
async function layShared(count: number): Promise<Place> {
  const [database, redis, ...ports] = await Promise.all([
    POSTGRES.makeDatabase({ empty: true }),
    claimRedisNumber(),
    ...Array.from({ length: count }, freePort),
  ])
  const proxy = createPodProxy(ports)
  const port = await proxy.listen(0, '127.0.0.1')
  // All worlds share one NATS.
  const run = randomBytes(6).toString('hex')
  const SECRET_KEY = randomBytes(48).toString('base64')
  let db: Db | undefined
  return {
    base: `http://127.0.0.1:${port}`,
    pods: ports.map((each, n) => ({ id: `pod-${n + 1}-${run}`, port: each })),
    env: { DATABASE_URL: database.url, REDIS_URL: redis.url, NATS_URL: NATS_URL ?? '', SECRET_KEY },
    openDb: () => (db ??= database.open().db),
    tapeOf: redis.tapeOf,
    async remove() {
      proxy.close()
      await Promise.all([database.remove(), redis.release()])
    },
  }
}
