import { randomBytes } from 'node:crypto'
import { createPodProxy } from '../../../scripts/lib/pod-proxy.mjs'
import { NATS_URL, REDIS_URL } from '../../src/lib/testing/services.ts'
import { KINDS, type TestDatabase } from '../../src/store/testing/databases.ts'
import { openCatalog } from '../../src/store/catalog.ts'
import type { CatalogDb } from '../../src/store/catalog-tables.ts'
import type { Store } from '../../src/store/open.ts'
import type { Db } from '../../src/store/tables.ts'
import { claimRedisNumber } from './redis-number.ts'
import { freePort, type Environment } from './server.ts'

const [SQLITE, POSTGRES] = KINDS

export type Kind = 'SQLite' | 'PostgreSQL' | 'pods' | 'SQLite beside a dashboard' | 'PostgreSQL beside a dashboard'

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

/** The same with bots, sources and files in a PostgreSQL of their own. */
export const APART: readonly KindOfPlace[] = [
  {
    kind: 'SQLite beside a dashboard',
    needs: 'TEST_POSTGRES_URL',
    missing: POSTGRES.missing,
    lay: () => layApart(SQLITE),
  },
  {
    kind: 'PostgreSQL beside a dashboard',
    needs: 'TEST_POSTGRES_URL',
    missing: POSTGRES.missing,
    lay: () => layApart(POSTGRES),
  },
]

/** What servers share, how they are called, and the address that people know. */
export type Place = {
  base: string
  /** An empty name: each process makes one up. */
  pods: readonly { id: string; port: number }[]
  env: Environment
  /** A look into the database, as another process has it. */
  openDb(): Db
  /** The same, of where bots, sources and files are. */
  openCatalog(): CatalogDb
  /** What is kept of a reply's text besides its row. */
  tapeOf(replyId: string): Promise<unknown[]>
  remove(): Promise<void>
}

async function layAlone({ makeDatabase }: (typeof KINDS)[number]): Promise<Place> {
  const [database, port] = await Promise.all([makeDatabase({ empty: true }), freePort()])
  const look = looks(database)
  return {
    ...look,
    base: `http://127.0.0.1:${port}`,
    pods: [{ id: '', port }],
    env: { DATABASE_URL: database.url },
    tapeOf: replyId => look.openDb().selectFrom('tape').selectAll().where('reply_id', '=', replyId).execute(),
    remove: database.remove,
  }
}

async function layApart(chat: (typeof KINDS)[number]): Promise<Place> {
  const [place, dashboard] = await Promise.all([layAlone(chat), POSTGRES.makeDatabase({ empty: true })])
  return {
    ...place,
    env: { ...place.env, DASHBOARD_DATABASE_URL: dashboard.url },
    openCatalog: looks(dashboard).openCatalog,
    async remove() {
      await Promise.all([place.remove(), dashboard.remove()])
    },
  }
}

/** Opened by who looks. */
function looks(database: TestDatabase): Pick<Place, 'openDb' | 'openCatalog'> {
  let store: Store | undefined
  const open = () => (store ??= database.open())
  return { openDb: () => open().db, openCatalog: () => openCatalog(open()).db }
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
  return {
    ...looks(database),
    base: `http://127.0.0.1:${port}`,
    pods: ports.map((each, n) => ({ id: `pod-${n + 1}-${run}`, port: each })),
    env: { DATABASE_URL: database.url, REDIS_URL: redis.url, NATS_URL: NATS_URL ?? '', SECRET_KEY },
    tapeOf: redis.tapeOf,
    async remove() {
      proxy.close()
      await Promise.all([database.remove(), redis.release()])
    },
  }
}
