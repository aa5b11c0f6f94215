import type { Bus } from './bus/bus.ts'
import { createInProcessBus } from './bus/in-process.ts'
import { openNatsBus } from './bus/nats.ts'
import { openRedisBus } from './bus/redis.ts'
import type { Config, Storage } from './config.ts'
import type { Files } from './files/files.ts'
import { openLocalFiles } from './files/local.ts'
import type { Clock } from './lib/clock.ts'
import type { Logger } from './lib/logger.ts'
import { openRedis, type Redis } from './lib/redis.ts'
import { createInProcessLimits } from './limits/in-process.ts'
import type { Limits } from './limits/limits.ts'
import { createRedisLimits } from './limits/redis.ts'
import type { Store } from './store/open.ts'
import { openLocked } from './tape/postgres-lock.ts'
import { openPostgresRows } from './tape/postgres-rows.ts'
import { createRedisTape } from './tape/redis.ts'
import { createSqlTape } from './tape/sql.ts'
import { openSqliteRows } from './tape/sqlite-rows.ts'
import type { Tape } from './tape/tape.ts'

export type Engines = {
  tape: Tape
  bus: Bus
  limits: Limits
  files: Files
  /** No other process may own a reply here. */
  alone: boolean
  /** For `/health`: what rejects while it is away, by its name. Losing any of them loses no reply. */
  checks: Record<string, () => Promise<void>>
  close(): Promise<void>
}

type Surroundings = { config: Config; store: Store; clock: Clock; logger: Logger }

/** What carries replies, hints and limits: this process alone, or Redis and NATS for many. Throws `TapeTaken`. */
export async function openEngines(surroundings: Surroundings): Promise<Engines> {
  const { redisUrl, storage } = surroundings.config
  const files = await openFiles(storage)
  const carriers = await (redisUrl === undefined ? openOwn(surroundings) : openShared(redisUrl, surroundings))
  const checks = storage.kind === 's3' ? { ...carriers.checks, storage: files.check } : carriers.checks
  return { ...carriers, files, checks }
}

/** What a worker needs, which writes no reply and takes no lock: to be told that jobs wait, and people's files. */
export async function openHints(surroundings: Surroundings): Promise<Pick<Engines, 'bus' | 'files' | 'close'>> {
  const { redisUrl, storage } = surroundings.config
  const files = await openFiles(storage)
  if (redisUrl === undefined) {
    const bus = createInProcessBus()
    return { bus, files, close: () => bus.close() }
  }
  const redis = openRedis({
    url: redisUrl,
    onTrouble: error => surroundings.logger.warn({ error }, 'Redis is away'),
  })
  const { bus } = openBus(surroundings, redis, redisUrl)
  return { bus, files, close: () => closeAll(bus).then(() => redis.close()) }
}

/** Where the bytes of people's files are. */
async function openFiles(storage: Storage): Promise<Files> {
  if (storage.kind === 'local') return openLocalFiles(storage.folder)
  // Loaded only here: what speaks to a bucket need not be there where there is none.
  const { openS3Files } = await import('./files/s3.ts')
  return openS3Files(storage)
}

type Carriers = Omit<Engines, 'files'>

async function openOwn({ store, clock, logger }: Surroundings): Promise<Carriers> {
  const tape = await createSqlTape({ rows: await openRows(store, clock, logger), clock })
  const bus = createInProcessBus()
  const limits = createInProcessLimits({ clock })
  return { tape, bus, limits, alone: true, checks: {}, close: () => closeAll(tape, bus, limits) }
}

function openRows({ engine }: Store, clock: Clock, logger: Logger) {
  return engine.kind === 'sqlite'
    ? openSqliteRows(engine.path, engine.file, clock)
    : openPostgresRows(engine.url, () => leaveToAnother(logger))
}

async function openShared(redisUrl: string, surroundings: Surroundings): Promise<Carriers> {
  const { config, store, clock, logger } = surroundings
  const { podId } = config
  const lock = await keepOutOneWriter(store, logger)
  const redis = openRedis({ url: redisUrl, onTrouble: error => logger.warn({ error }, 'Redis is away') })
  redis.onResume(() => logger.info({}, 'Redis is there'))
  const tape = createRedisTape(redis, clock)
  const limits = createRedisLimits({
    redis,
    podId,
    clock,
    onTrouble: error => logger.warn({ error }, 'Redis cannot count'),
  })
  const { bus, check } = openBus(surroundings, redis, redisUrl)
  return {
    tape,
    bus,
    limits,
    alone: false,
    checks: { redis: redis.ping, ...check },
    close: () => closeAll(tape, bus, limits, lock).then(() => redis.close()),
  }
}

/** Redis tells the pods of each other where there is no NATS. */
function openBus({ config, logger }: Surroundings, redis: Redis, redisUrl: string) {
  const { natsUrl: url, podId: name } = config
  if (url === undefined) return { bus: openRedisBus({ redis, url: redisUrl }), check: {} }
  const bus = openNatsBus({ url, name, onTrouble: error => logger.warn({ error }, 'NATS is away') })
  bus.onResume(() => logger.info({}, 'NATS is there'))
  return { bus, check: { nats: bus.ping } }
}

/** A process whose tape is in this database would write beside the others: neither starts while the other runs. */
async function keepOutOneWriter({ engine }: Store, logger: Logger): Promise<{ close(): Promise<void> }> {
  if (engine.kind === 'sqlite') throw new Error('many pods share PostgreSQL')
  return openLocked(engine.url, { kind: 'one of many', onLost: () => leaveToAnother(logger) })
}

function leaveToAnother(logger: Logger): never {
  logger.fatal({}, 'another server has taken over this database')
  process.exit(1)
}

async function closeAll(...engines: readonly { close(): Promise<void> }[]): Promise<void> {
  await Promise.all(engines.map(engine => engine.close()))
}
