import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Session } from '@folio/protocol'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { startModelServer, type ModelServer } from '../../../bench/model-server.ts'
import { UNLIMITED } from '../../../bench/unlimited.ts'
import { KINDS } from '../../src/store/testing/databases.ts'
import type { Db } from '../../src/store/tables.ts'
import { ask, type Asking, type Whole } from './http.ts'
import { createPerson, expectStatus, type Person } from './person.ts'
import { freePort, startServer, type Environment, type Exit, type Server } from './server.ts'

export type Kind = (typeof KINDS)[number]['kind']

/** A built server on a database of its own, and the model that it asks. */
export type World = {
  readonly kind: Kind
  readonly base: string
  /** Of the server that runs now. */
  readonly pid: number
  readonly model: ModelServer
  /** A look into its database, as another process has it. */
  readonly db: Db
  /** Every line that its servers have logged. */
  readonly log: readonly string[]
  /** Somebody without a name. */
  guest(): Promise<Person>
  /** Somebody with an e-mail address and a password. */
  member(given?: { email?: string; password?: string }): Promise<Person>
  /** Whoever sends no credentials. */
  ask<T = Record<string, unknown>>(method: string, path: string, asking?: Asking): Promise<Whole<T>>
  /** Waits until no reply is under way, then lets the model forget its script and what it was asked. */
  fresh(): Promise<void>
  /** SIGKILL, and not a moment to prepare. */
  kill(): Promise<void>
  /** SIGTERM; resolves when the server has gone. */
  leave(): Promise<Exit>
  /** Starts the server again: the same address, the same data, other settings where some are given. */
  restart(env?: Environment): Promise<void>
  close(): Promise<void>
}

/** Asks the model that the name of the model scripts, with nothing limited, unless `env` says otherwise. */
export async function openWorld(kind: Kind, env: Environment = {}): Promise<World> {
  const made = KINDS.find(known => known.kind === kind)
  if (!made) throw new Error(`there is no ${kind}`)
  const [database, model, folder, port] = await Promise.all([
    made.makeDatabase({ empty: true }),
    startModelServer(),
    mkdtemp(join(tmpdir(), 'folio-world-')),
    freePort(),
  ])
  const settings = {
    APP_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    LOG_JSON: 'true',
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'a-key-of-the-tests',
    MODELS: '*',
    ...UNLIMITED,
    ...env,
  }
  const base = `http://127.0.0.1:${port}`
  const log: string[] = []
  const start = (more: Environment = {}) => startServer({ ...settings, ...more }, folder, line => void log.push(line))
  let server: Server = await start()
  let db: Db | undefined

  const enter = async (path: string, body?: object): Promise<Person> => {
    const answer = await ask<Session>(base, 'POST', path, { body })
    return createPerson(base, expectStatus(answer, 201), cookieOf(answer))
  }
  return {
    kind,
    base,
    get pid() {
      return server.pid
    },
    model,
    get db() {
      return (db ??= database.open().db)
    },
    log,
    guest: () => enter('/auth/guest'),
    member: ({ email = newEmail(), password = 'correct horse' } = {}) => enter('/auth/register', { email, password }),
    ask: (method, path, asking) => ask(base, method, path, asking),
    async fresh() {
      const health = () => ask<{ active_replies: number }>(base, 'GET', '/health')
      await expect.poll(async () => (await health()).json.active_replies, { timeout: 10_000 }).toBe(0)
      model.reset()
    },
    async kill() {
      await server.signal('SIGKILL')
    },
    leave: () => server.signal('SIGTERM'),
    async restart(more) {
      server = await start(more)
    },
    async close() {
      await server.signal('SIGKILL')
      await Promise.all([model.close(), database.remove(), rm(folder, { recursive: true, force: true })])
    },
  }
}

/** Describes the same of a world on each database that this machine has. `world` is there once a test runs. */
export function inEveryWorld(tests: (world: World) => void, env?: Environment): void {
  for (const { kind, missing } of KINDS) {
    describe.skipIf(missing)(`on ${kind}`, () => {
      const world = {} as World
      beforeAll(async () => {
        Object.defineProperties(world, Object.getOwnPropertyDescriptors(await openWorld(kind, env)))
      })
      afterAll(() => world.close?.())
      tests(world)
    })
  }
}

let emails = 0
export function newEmail(): string {
  return `person-${process.pid}-${++emails}@example.org`
}

/** A cookie as it is sent back: its name and value alone. */
export function cookieOf({ headers }: Pick<Whole, 'headers'>, name = 'folio_refresh'): string {
  const cookies = headers['set-cookie'] ?? []
  return cookies.find(cookie => cookie.startsWith(`${name}=`))?.split(';', 1)[0] ?? ''
}
