import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Session, User } from '@folio/protocol'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { startModelServer, type ModelServer } from '../../../bench/model-server.ts'
import { UNLIMITED } from '../../../bench/unlimited.ts'
import type { CatalogDb } from '../../src/store/catalog-tables.ts'
import type { Db } from '../../src/store/tables.ts'
import { ask, type Asking, type Whole } from './http.ts'
import { openIdentityService, type Claims, type IdentityService } from './identity.ts'
import { createPerson, expectStatus, type Person } from './person.ts'
import { APART, MANY, PLACES, type Kind, type KindOfPlace } from './place.ts'
import { createPod, type Pod } from './pod.ts'
import type { Environment, Exit } from './server.ts'

export type { Kind } from './place.ts'

/** Built servers on a database of their own, and the model that they ask: one, or where the kind is `pods` many. */
export type World = {
  readonly kind: Kind
  /** Where people call; before many pods this goes to each in turn. */
  readonly base: string
  /** Its processes. */
  readonly pods: readonly Pod[]
  readonly model: ModelServer
  /** What its processes were told, without what each is told alone. */
  readonly env: Environment
  /** A look into its database, as another process has it. */
  readonly db: Db
  /** The same of bots, sources and files, wherever they are. */
  readonly catalog: CatalogDb
  /** What is kept of a reply's text besides its row. */
  tapeOf(replyId: string): Promise<unknown[]>
  /** Every line that its servers have logged. */
  readonly log: readonly string[]
  /** Somebody without a name. */
  guest(): Promise<Person>
  /** Somebody with an e-mail address and a password. */
  member(given?: { email?: string; password?: string }): Promise<Person>
  /** Who signs tokens for an organisation. */
  readonly identity: IdentityService
  /** Somebody whom it vouches for. */
  external(claims?: Claims): Promise<Person>
  /** Whoever sends no credentials. */
  ask<T = Record<string, unknown>>(method: string, path: string, asking?: Asking): Promise<Whole<T>>
  /** Waits until no reply is under way, then lets the model forget its script and what it was asked. */
  fresh(): Promise<void>
  /** The process that writes a reply. */
  ownerOf(reply: { id: string }): Promise<Pod>
  /** SIGKILL for whoever writes the reply, else for all, and not a moment to prepare. */
  kill(reply?: { id: string }): Promise<void>
  /** SIGTERM for all; resolves when they have gone, with the first who could not leave in order. */
  leave(): Promise<Exit>
  /** Starts whoever is gone again: the same address, the same data, other settings where some are given. */
  restart(env?: Environment): Promise<void>
  close(): Promise<void>
}

/** An odd number: who asks twice in turn, again and again, comes to each of them with both. */
const PODS = 3

/** Asks the model that the name of the model scripts, with nothing limited, unless `env` says otherwise. */
export async function openWorld(kind: Kind, env: Environment = {}, podCount = PODS): Promise<World> {
  const known = [...PLACES, ...APART].find(place => place.kind === kind)
  if (!known) throw new Error(`there is no ${kind}`)
  const [place, model, folder] = await Promise.all([
    known.lay(podCount),
    startModelServer(),
    mkdtemp(join(tmpdir(), 'folio-world-')),
  ])
  const { base } = place
  const identity = await openIdentityService(folder)
  const settings = {
    APP_ENV: 'test',
    HOST: '127.0.0.1',
    DATA_DIR: folder,
    LOG_JSON: 'true',
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'a-key-of-the-tests',
    MODELS: '*',
    TITLES: 'words',
    ...UNLIMITED,
    ...identity.env,
    ...place.env,
    ...env,
  }
  const log: string[] = []
  const pods = place.pods.map(pod => createPod({ ...pod, folder, env: settings, log }))
  const living = () => pods.filter(({ alive }) => alive)
  const start = (more?: Environment) =>
    Promise.all(pods.filter(({ alive }) => !alive).map(pod => pod.start(more))).then(() => {})
  await start()

  const enter = async (path: string, body?: object): Promise<Person> => {
    const answer = await ask<Session>(base, 'POST', path, { body })
    return createPerson(base, expectStatus(answer, 201), cookieOf(answer))
  }
  const ownerOf = async ({ id }: { id: string }): Promise<Pod> => {
    const [alone] = pods
    if (alone && pods.length === 1) return alone
    const row = await place.openDb().selectFrom('messages').select('pod_id').where('id', '=', id).executeTakeFirst()
    const owner = pods.find(pod => pod.id === row?.pod_id)
    if (!owner) throw new Error(`${row?.pod_id ?? 'nobody'} owns the reply`)
    return owner
  }
  return {
    kind,
    base,
    pods,
    model,
    env: settings,
    get db() {
      return place.openDb()
    },
    get catalog() {
      return place.openCatalog()
    },
    tapeOf: place.tapeOf,
    log,
    guest: () => enter('/auth/guest'),
    member: ({ email = newEmail(), password = 'correct horse' } = {}) => enter('/auth/register', { email, password }),
    identity,
    async external(claims) {
      const access_token = identity.token(claims)
      const headers = { authorization: `Bearer ${access_token}` }
      const user = expectStatus(await ask<User>(base, 'GET', '/auth/me', { headers }), 200)
      return createPerson(base, { access_token, token_type: 'Bearer', expires_in: 3_600, user }, '')
    },
    ask: (method, path, asking) => ask(base, method, path, asking),
    async fresh() {
      const active = async (pod: Pod) =>
        (await ask<{ active_replies: number }>(pod.base, 'GET', '/health')).json.active_replies
      for (const pod of living()) await expect.poll(() => active(pod), { timeout: 10_000 }).toBe(0)
      model.reset()
    },
    ownerOf,
    async kill(reply) {
      await Promise.all((reply ? [await ownerOf(reply)] : living()).map(pod => pod.kill()))
    },
    async leave() {
      const exits = await Promise.all(living().map(pod => pod.leave()))
      return exits.find(({ code }) => code !== 0) ?? exits[0] ?? { code: null, signal: null, ms: 0 }
    },
    restart: start,
    async close() {
      await Promise.all(living().map(pod => pod.kill()))
      await Promise.all([model.close(), place.remove(), rm(folder, { recursive: true, force: true })])
    },
  }
}

/** Files that tell of one process, or of what each does by itself, and why many pods are left out of them. */
const NOT_IN_PODS: Record<string, string> = {
  'a-reply-survives-a-killed-server': 'recovery at the next start; of pods others recover: a-reply-outlives-its-pod',
  'a-server-that-leaves-says-so': 'a database that nobody serves; of pods others do: a-reply-outlives-its-pod',
  'health-says-where-requests-should-go': 'figures of one process; of pods each has its own: many-pods-are-one-server',
  'patience-ends': 'a minute of waiting for what each process does by itself',
  'long-files-pass-through': 'what one process has in memory, and when it reads',
  'an-external-worker-answers': 'without NATS there is none: pods have it, and the file sees to that by itself',
}

/** Describes the same of each kind of world. `world.kind` is there at once, the rest once a test runs. */
export function inEveryWorld(tests: (world: World) => void, env?: Environment): void {
  const file = basename(expect.getState().testPath ?? '', '.test.ts')
  for (const place of PLACES) if (place.kind !== 'pods' || !(file in NOT_IN_PODS)) inWorld(place, tests, env)
}

/** Describes the same where bots, sources and files are in another database than the chat. */
export function inWorldsApart(tests: (world: World) => void, env?: Environment): void {
  for (const place of APART) inWorld(place, tests, env)
}

/** Describes what many pods promise beyond one process. */
export function inPods(tests: (world: World) => void, env?: Environment, podCount?: number): void {
  inWorld(MANY, tests, env, podCount)
}

function inWorld(
  { kind, missing, needs }: KindOfPlace,
  tests: (world: World) => void,
  env?: Environment,
  podCount?: number,
): void {
  describe.skipIf(missing)(`on ${kind}${missing ? ` (needs ${needs})` : ''}`, () => {
    const world = { kind } as World
    beforeAll(async () => {
      Object.defineProperties(world, Object.getOwnPropertyDescriptors(await openWorld(kind, env, podCount)))
    })
    afterAll(() => world.close?.())
    tests(world)
  })
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
