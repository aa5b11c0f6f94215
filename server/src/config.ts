import { MAX_MESSAGE_BYTES, MAX_MESSAGE_CHARS } from '@folio/protocol'
import { createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { parseEnv } from 'node:util'
import { z } from 'zod'
import { keptSecret } from './lib/kept-secret.ts'
import { LOG_LEVELS } from './lib/logger.ts'
import { weaknessOf } from './lib/secret.ts'
import {
  duration,
  flag,
  list,
  matching,
  oneOf,
  readAllowed,
  readHttpUrl,
  readOrigin,
  readPrice,
  readRange,
  setting,
  wholeNumber,
} from './lib/setting.ts'
import { OWN_ISSUER } from './lib/token.ts'

export type Environment = Readonly<Record<string, string | undefined>>

const atLeastOne = wholeNumber(1)
const text = matching('some text', /\S/)

/** Every variable there is. Those without a default are optional, or their default hangs on others: see `readConfig`. */
const variables = z.object({
  APP_ENV: oneOf(['development', 'production', 'test']).default('development'),
  HOST: matching('an address or a host name', /^[\w.:-]+$/).optional(),
  PORT: wholeNumber(0, 65_535).default(8_000),
  DATA_DIR: text.default('./data'),
  DATABASE_URL: setting('sqlite:PATH, or postgres://…', readDatabaseUrl).optional(),
  DASHBOARD_DATABASE_URL: setting('sqlite:PATH, or postgres://…', readDatabaseUrl).optional(),
  REDIS_URL: setting('redis://… or rediss://…', readUrl(/^rediss?:$/)).optional(),
  NATS_URL: setting('nats://… or tls://…', readUrl(/^(nats|tls):$/)).optional(),
  POD_ID: matching('up to 64 letters, digits, - and _', /^[\w-]{1,64}$/).optional(),
  LOG_LEVEL: oneOf(LOG_LEVELS).default('info'),
  LOG_JSON: flag().optional(),
  LOG_FILE: text.optional(),
  SECRET_KEY: setting(
    'at least 32 bytes made by chance, never a phrase, a pattern or an example (openssl rand -base64 48)',
    secret => (weaknessOf(secret) === undefined ? secret : undefined),
  ).optional(),
  JWT_PUBLIC_KEY_FILE: text.optional(),
  JWT_ISSUER: setting(`a name other than ${OWN_ISSUER}`, name => (name === OWN_ISSUER ? undefined : name)).optional(),
  JWT_AUDIENCE: text.optional(),
  ALLOW_ANONYMOUS: flag().default(true),
  CORS_ORIGINS: list('origins such as https://chat.example.org, never *', readOrigin).default([
    'http://localhost:5173',
  ]),
  TRUSTED_PROXIES: list('addresses or ranges such as 10.0.0.0/8', readRange).default([]),
  OPENAI_API_KEY: matching('a key without spaces', /^\S+$/).optional(),
  OPENAI_BASE_URL: setting('an http or https address without a password', readBaseUrl).optional(),
  OPENAI_MODEL: text.optional(),
  OPENAI_EMBEDDING_MODEL: text.optional(),
  MODELS: list('names of models, or *', name => name).default([]),
  MODEL_PRICES: list('prices such as gpt-4o=2.5/10: US dollars for a million tokens in and out', readPrice).default([]),
  MODEL_CONTEXT_TOKENS: wholeNumber(512).default(128_000),
  MODEL_FIRST_TOKEN_TIMEOUT: duration(100).default(60_000),
  MODEL_SILENCE_TIMEOUT: duration(100).default(30_000),
  TITLES: oneOf(['model', 'words']).optional(),
  DELAY_MS: duration(0, 60_000).default(80),
  MAX_MESSAGE_CHARS: atLeastOne.default(MAX_MESSAGE_CHARS),
  MAX_MESSAGE_BYTES: atLeastOne.default(MAX_MESSAGE_BYTES),
  MAX_REPLY_CHARS: atLeastOne.default(200_000),
  MAX_BODY_BYTES: atLeastOne.default(1_048_576),
  RATE_LIMIT_AUTH_PER_MINUTE: atLeastOne.default(20),
  RATE_LIMIT_MESSAGES_PER_MINUTE: atLeastOne.default(60),
  RATE_LIMIT_REQUESTS_PER_MINUTE: atLeastOne.default(600),
  MAX_CONNECTIONS_PER_USER: atLeastOne.default(20),
  MAX_CONNECTIONS_PER_IP: atLeastOne.default(60),
  MAX_CONNECTIONS_PER_POD: atLeastOne.default(10_000),
  DRAIN_MS: duration(0, 3_600_000).default(25_000),
  AUTO_CONTINUE: flag().default(false),
  WORKERS: wholeNumber(0, 64).default(1),
  MAX_FILE_BYTES: atLeastOne.default(52_428_800),
  MAX_IMPORT_BYTES: atLeastOne.default(104_857_600),
  GUEST_MAX_SOURCES: wholeNumber(0).default(20),
  GUEST_MAX_SOURCE_BYTES: wholeNumber(0).default(20_971_520),
  EGRESS_ALLOW: list(
    'hosts with a port, or ranges, of your own network: wiki.local:8080, 10.1.0.0/16',
    readAllowed,
  ).default([]),
  S3_ENDPOINT: setting('an http or https address without a password', readBaseUrl).optional(),
  S3_BUCKET: matching('the name of a bucket', /^[\w.-]{3,63}$/).optional(),
  S3_REGION: matching('a region such as eu-central-1, or auto', /^[\w-]+$/).default('auto'),
  ACCESS_KEY_ID: matching('a key without spaces', /^\S+$/).optional(),
  SECRET_ACCESS_KEY: matching('a key without spaces', /^\S+$/).optional(),
  R2_ACCOUNT_ID: matching('the id of an account', /^[\w-]+$/).optional(),
  BUFFER_MAX_BUFFERS: atLeastOne.default(1_000),
  BUFFER_MAX_CHUNKS: atLeastOne.default(1_000),
  BUFFER_MAX_AGE: duration(1_000).default(600_000),
  BUFFER_CLEANUP_INTERVAL: duration(100).default(1_000),
  BUFFER_MISSING_CHUNK_TIMEOUT: duration(100).default(10_000),
})
type Variables = z.output<typeof variables>

export const VARIABLE_NAMES: readonly string[] = Object.keys(variables.shape)
const SECRETS = new Set(['SECRET_KEY', 'OPENAI_API_KEY', 'SECRET_ACCESS_KEY'])

export type Config = Readonly<ReturnType<typeof configOf>>

/** What is wrong with one variable; `value` is masked where it is secret. */
export type ConfigFault = { variable: string; value: string; mustBe: string }

/** All that is wrong, at once. Its message is for people, without a secret in it. */
export class ConfigFaults extends Error {
  readonly faults: readonly ConfigFault[]
  constructor(faults: readonly ConfigFault[]) {
    const lines = faults.map(({ variable, value, mustBe }) => `  ${variable} is ${value}; it must be ${mustBe}`)
    super(`${faults.length === 1 ? 'One setting is' : `${faults.length} settings are`} wrong:\n${lines.join('\n')}`)
    this.name = 'ConfigFaults'
    this.faults = faults
  }
}

/** What the settings need of the disk. */
export type ConfigDisk = { read(path: string): string; keptSecret(folder: string): string }
const realDisk: ConfigDisk = { read: path => readFileSync(path, 'utf8'), keptSecret }

/** The environment of this process, and in development the `.env` beside it. Throws `ConfigFaults`. */
export function loadConfig(): Config {
  const own = process.env
  const beside = (own.APP_ENV || 'development') === 'development' ? readEnvFile('.env') : {}
  return readConfig({ ...beside, ...own })
}

/** Throws `ConfigFaults`. An empty variable counts as unset. */
export function readConfig(env: Environment, disk: ConfigDisk = realDisk): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''))
  const faults: ConfigFault[] = []
  const blame = (variable: string, mustBe: string) =>
    faults.push({ variable, value: shown(variable, set[variable]), mustBe })

  const parsed = variables.safeParse(set)
  for (const issue of parsed.error?.issues ?? []) blame(String(issue.path[0]), issue.message)
  // Judged apart, so that a fault elsewhere does not hide what is wrong here.
  const publicKey = readPublicKey(set, disk, blame)
  const { APP_ENV, MAX_BODY_BYTES, MAX_MESSAGE_BYTES: MESSAGE } = variables.shape
  if (set.SECRET_KEY === undefined && APP_ENV.safeParse(set.APP_ENV).data === 'production') {
    blame('SECRET_KEY', 'set in production (openssl rand -base64 48)')
  }
  judgeEngines(set, blame)
  judgeStorage(set, blame)
  const messageBytes = MESSAGE.safeParse(set.MAX_MESSAGE_BYTES).data ?? 0
  if ((MAX_BODY_BYTES.safeParse(set.MAX_BODY_BYTES).data ?? Infinity) < messageBytes) {
    blame('MAX_BODY_BYTES', `at least MAX_MESSAGE_BYTES, ${messageBytes}`)
  }
  if (faults.length > 0 || !parsed.data) throw new ConfigFaults(faults)
  return Object.freeze(
    configOf(parsed.data, publicKey, parsed.data.SECRET_KEY ?? disk.keptSecret(parsed.data.DATA_DIR)),
  )
}

function configOf(values: Variables, publicKey: KeyObject | undefined, secretKey: string) {
  const provider = (values.OPENAI_API_KEY ?? values.OPENAI_BASE_URL) ? ('openai' as const) : ('demo' as const)
  const named = values.MODELS.filter(name => name !== '*')
  const openaiModel = values.OPENAI_MODEL ?? named[0] ?? 'gpt-4o-mini'
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = values
  const databaseUrl = values.DATABASE_URL ?? `sqlite:${values.DATA_DIR.replace(/\/$/, '')}/folio.db`
  return {
    appEnv: values.APP_ENV,
    host: values.HOST ?? (values.APP_ENV === 'production' ? '0.0.0.0' : '127.0.0.1'),
    /** 0: any free one. */
    port: values.PORT,
    dataDir: values.DATA_DIR,
    /** `sqlite:PATH` or `postgres://…`. */
    databaseUrl,
    /** Where bots, sources and files are, if not beside the chat. */
    dashboardDatabaseUrl: values.DASHBOARD_DATABASE_URL === databaseUrl ? undefined : values.DASHBOARD_DATABASE_URL,
    podId: values.POD_ID ?? ownName(),
    logLevel: values.LOG_LEVEL,
    /** Undefined: JSON unless standard output is a terminal. */
    logJson: values.LOG_JSON,
    logFile: values.LOG_FILE,
    secretKey,
    /** The organisation's own identity service, where there is one. */
    identity: publicKey && issuer !== undefined && audience !== undefined ? { publicKey, issuer, audience } : undefined,
    allowAnonymous: values.ALLOW_ANONYMOUS,
    corsOrigins: values.CORS_ORIGINS,
    trustedProxies: values.TRUSTED_PROXIES,
    /** `demo` answers by itself where nobody has connected a provider. */
    modelProvider: provider,
    openaiApiKey: values.OPENAI_API_KEY,
    /** Without a slash at its end. */
    openaiBaseUrl: values.OPENAI_BASE_URL ?? 'https://api.openai.com/v1',
    /** What is on offer, the default first. */
    models: [...new Set([openaiModel, ...named])],
    /** True where a model that is not listed may be asked for too. */
    anyModel: values.MODELS.includes('*'),
    /** Of models that somebody has set one for. */
    modelPrices: values.MODEL_PRICES,
    modelContextTokens: values.MODEL_CONTEXT_TOKENS,
    modelFirstTokenTimeoutMs: values.MODEL_FIRST_TOKEN_TIMEOUT,
    modelSilenceTimeoutMs: values.MODEL_SILENCE_TIMEOUT,
    /** Whether the model names conversations behind their first replies; the demo has nothing to say there. */
    titlesByModel: provider === 'openai' && values.TITLES !== 'words',
    /** Between two pieces of the demo model. */
    delayMs: values.DELAY_MS,
    maxMessageChars: values.MAX_MESSAGE_CHARS,
    maxMessageBytes: values.MAX_MESSAGE_BYTES,
    maxReplyChars: values.MAX_REPLY_CHARS,
    maxBodyBytes: values.MAX_BODY_BYTES,
    rateLimitAuthPerMinute: values.RATE_LIMIT_AUTH_PER_MINUTE,
    rateLimitMessagesPerMinute: values.RATE_LIMIT_MESSAGES_PER_MINUTE,
    rateLimitRequestsPerMinute: values.RATE_LIMIT_REQUESTS_PER_MINUTE,
    maxConnectionsPerUser: values.MAX_CONNECTIONS_PER_USER,
    maxConnectionsPerIp: values.MAX_CONNECTIONS_PER_IP,
    maxConnectionsPerPod: values.MAX_CONNECTIONS_PER_POD,
    drainMs: values.DRAIN_MS,
    /** With it many pods share one database. */
    redisUrl: values.REDIS_URL,
    natsUrl: values.NATS_URL,
    autoContinue: values.AUTO_CONTINUE,
    /** Undefined: passages are found by their words alone. */
    embeddingModel: values.OPENAI_EMBEDDING_MODEL,
    /** Jobs that this process does at once; 0 leaves them to `npm run worker`. */
    workers: values.WORKERS,
    maxFileBytes: values.MAX_FILE_BYTES,
    maxImportBytes: values.MAX_IMPORT_BYTES,
    guestMaxSources: values.GUEST_MAX_SOURCES,
    guestMaxSourceBytes: values.GUEST_MAX_SOURCE_BYTES,
    /** What of the operator's own network may be fetched. */
    egressAllow: values.EGRESS_ALLOW,
    storage: storageOf(values),
    /** How long and how much is kept of what external workers send out of order. */
    buffers: {
      maxBuffers: values.BUFFER_MAX_BUFFERS,
      maxChunks: values.BUFFER_MAX_CHUNKS,
      maxAgeMs: values.BUFFER_MAX_AGE,
      cleanupIntervalMs: values.BUFFER_CLEANUP_INTERVAL,
      missingChunkTimeoutMs: values.BUFFER_MISSING_CHUNK_TIMEOUT,
    },
  }
}

export type S3Storage = {
  kind: 's3'
  /** With the bucket's path behind it nothing is missing but the key. */
  endpoint: string
  bucket: string
  region: string
  accessKeyId: string
  secretAccessKey: string
}
export type Storage = { kind: 'local'; folder: string } | S3Storage

/** A folder beside the database, unless a bucket is named. `judgeStorage` has seen to it that nothing is missing. */
function storageOf(values: Variables): Storage {
  const {
    S3_BUCKET: bucket,
    ACCESS_KEY_ID: accessKeyId,
    SECRET_ACCESS_KEY: secretAccessKey,
    R2_ACCOUNT_ID: r2,
  } = values
  const endpoint = values.S3_ENDPOINT ?? (r2 === undefined ? undefined : `https://${r2}.r2.cloudflarestorage.com`)
  if (!bucket || !endpoint || !accessKeyId || !secretAccessKey)
    return { kind: 'local', folder: `${values.DATA_DIR.replace(/\/$/, '')}/files` }
  return { kind: 's3', endpoint, bucket, region: values.S3_REGION, accessKeyId, secretAccessKey }
}

type Blame = (variable: string, mustBe: string) => void

/** Many pods need one truth, one tape and one key: half of that would lose replies. */
function judgeEngines(env: Environment, blame: Blame): void {
  const { REDIS_URL, NATS_URL } = env
  if (REDIS_URL === undefined && NATS_URL === undefined) return
  if (REDIS_URL === undefined) blame('REDIS_URL', 'set with NATS_URL: Redis carries the replies of many pods')
  if (!/^postgres(ql)?:/.test(env.DATABASE_URL ?? '')) {
    blame('DATABASE_URL', 'postgres://… where REDIS_URL or NATS_URL is set: many pods share one database')
  }
  if (env.DASHBOARD_DATABASE_URL?.startsWith('sqlite:')) {
    blame('DASHBOARD_DATABASE_URL', 'postgres://… where REDIS_URL or NATS_URL is set: many pods share it too')
  }
  if (env.SECRET_KEY === undefined && env.APP_ENV !== 'production') {
    blame('SECRET_KEY', 'set where REDIS_URL or NATS_URL is: all pods sign with the same key')
  }
}

/** Half of a bucket would lose files: all of it, or none. */
function judgeStorage(env: Environment, blame: Blame): void {
  const names = ['S3_BUCKET', 'ACCESS_KEY_ID', 'SECRET_ACCESS_KEY']
  const given = [...names, 'S3_ENDPOINT', 'R2_ACCOUNT_ID'].filter(name => env[name] !== undefined)
  if (given.length === 0) return
  for (const name of names) if (env[name] === undefined) blame(name, `set where ${given.join(' and ')} is`)
  if (env.S3_ENDPOINT === undefined && env.R2_ACCOUNT_ID === undefined)
    blame('S3_ENDPOINT', 'set where S3_BUCKET is, unless R2_ACCOUNT_ID is')
}

function readPublicKey(env: Environment, disk: ConfigDisk, blame: Blame): KeyObject | undefined {
  const trio = ['JWT_PUBLIC_KEY_FILE', 'JWT_ISSUER', 'JWT_AUDIENCE']
  if (trio.every(name => env[name] === undefined)) return undefined
  for (const name of trio) if (env[name] === undefined) blame(name, 'set: all three JWT_ variables belong together')
  if (env.JWT_PUBLIC_KEY_FILE === undefined) return undefined
  try {
    const pem = disk.read(env.JWT_PUBLIC_KEY_FILE)
    const key = createPublicKey(pem)
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
    if (key.asymmetricKeyType === 'rsa' && bits >= 2_048 && !pem.includes('PRIVATE')) return key
  } catch {
    // Not there, or not a key: the same answer.
  }
  blame('JWT_PUBLIC_KEY_FILE', 'a file with a public RSA key of at least 2048 bits, in PEM')
  return undefined
}

function readDatabaseUrl(url: string): string | undefined {
  if (/^sqlite:(?!:memory:)./.test(url)) return url
  return /^postgres(ql)?:\/\//.test(url) && URL.canParse(url) ? url : undefined
}

function readUrl(protocol: RegExp): (url: string) => string | undefined {
  return url => (URL.canParse(url) && protocol.test(new URL(url).protocol) ? url : undefined)
}

function readBaseUrl(url: string): string | undefined {
  return readHttpUrl(url) && url.replace(/\/+$/, '')
}

function readEnvFile(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8'))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return {}
    throw cause
  }
}

function shown(variable: string, value: string | undefined): string {
  if (value === undefined) return 'not set'
  if (SECRETS.has(variable)) return `(secret, ${Buffer.byteLength(value)} bytes)`
  const withoutPassword = value
    .replace(/:\/\/[^/?#]*@/, '://***@')
    .replace(/([?&]\w*(?:password|token|key)=)[^&]*/gi, '$1***')
  return JSON.stringify(withoutPassword.slice(0, 120))
}

/** Two processes on one machine differ by the number, two containers by the host name. */
function ownName(): string {
  return `${hostname()
    .replace(/[^\w-]/g, '-')
    .slice(0, 48)}-${process.pid}`
}
