import { tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
import { startServer, type Environment } from './world/server.ts'
import { MANY } from './world/place.ts'
import { inPods, openWorld } from './world/world.ts'

const SECRET_KEY = 'vK3nWq81ZbYt0RfLx5uGm2PdSe7HjCa9oNiTMwQ4'
const SQLITE = { DATABASE_URL: 'sqlite:never-made.db', SECRET_KEY }
const POSTGRES = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', SECRET_KEY }
const REDIS = { REDIS_URL: 'redis://127.0.0.1:1' }
const NATS = { NATS_URL: 'nats://127.0.0.1:1' }
const BAD_CONFIG = 78

/** What is set, and what is said about it. */
const HALVES: Record<string, { env: Environment; says: RegExp }> = {
  'Redis beside SQLite': { env: { ...SQLITE, ...REDIS }, says: /DATABASE_URL is "sqlite:.*must be postgres:/ },
  'NATS beside SQLite': { env: { ...SQLITE, ...NATS }, says: /DATABASE_URL is "sqlite:.*must be postgres:/ },
  'Redis and no database': { env: { SECRET_KEY, ...REDIS }, says: /DATABASE_URL is not set; it must be postgres:/ },
  'a dashboard in SQLite beside Redis': {
    env: { ...POSTGRES, ...REDIS, DASHBOARD_DATABASE_URL: 'sqlite:never-made.db' },
    says: /DASHBOARD_DATABASE_URL is "sqlite:.*must be postgres:/,
  },
  'NATS without Redis': { env: { ...POSTGRES, ...NATS }, says: /REDIS_URL is not set; it must be set with NATS_URL/ },
  'Redis without a key for all': {
    env: { ...POSTGRES, ...REDIS, SECRET_KEY: '' },
    says: /SECRET_KEY is not set; it must/,
  },
}

test.each(Object.keys(HALVES))('%s: it says so, and ends with the code of a wrong setting', async half => {
  const { env, says } = HALVES[half] ?? { env: {}, says: /./ }
  const said = await sayingNo(env)
  expect(said).toContain(`ended with ${BAD_CONFIG}`)
  expect(said).toMatch(says)
})

inPods(
  world => {
    test('beside pods, a server that would write the tape into their database does not start', async () => {
      const said = await sayingNo({ ...world.env, REDIS_URL: '', NATS_URL: '' })
      expect(said).toMatch(/ended with 1\b[\s\S]*another server is running on this database/)
      expect((await world.ask('GET', '/health')).status).toBe(200)
    })
  },
  {},
  1,
)

describe.skipIf(MANY.missing)(`on PostgreSQL${MANY.missing ? ` (needs ${MANY.needs})` : ''}`, () => {
  test('beside a server that writes the tape into the database, a pod does not start', async () => {
    const [world, pods] = [await openWorld('PostgreSQL'), await MANY.lay(1)]
    try {
      const said = await sayingNo({ ...world.env, ...pods.env, DATABASE_URL: world.env.DATABASE_URL ?? '' })
      expect(said).toMatch(/ended with 1\b[\s\S]*another server is running on this database/)
      expect((await world.ask('GET', '/health')).status).toBe(200)
    } finally {
      await Promise.all([world.close(), pods.remove()])
    }
  })
})

/** What a server says that does not start. */
async function sayingNo(env: Environment): Promise<string> {
  const settings = { APP_ENV: 'test', HOST: '127.0.0.1', PORT: '0', LOG_JSON: 'true', ...env }
  const started = startServer(settings, tmpdir(), () => {})
  return started.then(
    async server => {
      await server.signal('SIGKILL')
      return 'it started'
    },
    (error: unknown) => String(error),
  )
}
