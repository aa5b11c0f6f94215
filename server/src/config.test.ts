import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { ConfigFaults, readConfig, VARIABLE_NAMES, type Environment } from './config.ts'

const secret = randomBytes(48).toString('base64')
const files: Record<string, string> = {}
const disk = {
  keptSecret: (folder: string) => `kept in ${folder}`,
  read(path: string) {
    const content = files[path]
    if (content === undefined) throw new Error('ENOENT')
    return content
  },
}
const read = (env: Environment) => readConfig(env, disk)

function faultsOf(env: Environment) {
  try {
    read(env)
  } catch (error) {
    if (error instanceof ConfigFaults) return error
    throw error
  }
  throw new Error('there was no fault')
}

function pem(modulusLength: number, type: 'public' | 'private' = 'public') {
  const pair = generateKeyPairSync('rsa', { modulusLength })
  if (type === 'public') return pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  return pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

describe('defaults', () => {
  it('need nothing to be set', () => {
    const config = read({})
    expect(config).toMatchObject({
      port: 8_000,
      host: '127.0.0.1',
      databaseUrl: 'sqlite:./data/folio.db',
      drainMs: 25_000,
    })
    expect(config).toMatchObject({
      modelProvider: 'demo',
      secretKey: 'kept in ./data',
      corsOrigins: ['http://localhost:5173'],
    })
  })

  it('take an empty variable for one that is not set', () => {
    expect(read({ PORT: '', SECRET_KEY: ' ', HOST: '' })).toEqual(read({}))
  })

  it('keep the database in the folder for data', () => {
    expect(read({ DATA_DIR: '/var/lib/folio/' }).databaseUrl).toBe('sqlite:/var/lib/folio/folio.db')
  })

  it('listen on every address in production alone', () => {
    expect(read({ APP_ENV: 'production', SECRET_KEY: secret }).host).toBe('0.0.0.0')
    expect(read({ APP_ENV: 'production', SECRET_KEY: secret, HOST: '::1' }).host).toBe('::1')
  })

  it('cannot be changed', () => {
    expect(Object.isFrozen(read({}))).toBe(true)
  })
})

describe('values', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['1.5s', 1_500],
    ['1200', 1_200],
    [' 2s ', 2_000],
  ])('a silence of %s is %i ms', (text, ms) => {
    expect(read({ MODEL_SILENCE_TIMEOUT: text }).modelSilenceTimeoutMs).toBe(ms)
  })

  it('a list is split at commas', () => {
    expect(read({ CORS_ORIGINS: 'https://a.example, http://b.example:8080/,' }).corsOrigins).toEqual([
      'https://a.example',
      'http://b.example:8080',
    ])
  })

  it('proxies are addresses and ranges', () => {
    const [ten, one] = read({ TRUSTED_PROXIES: '10.0.0.0/8,::1' }).trustedProxies
    expect(ten?.[0].toString()).toBe('10.0.0.0')
    expect([ten?.[1], one?.[1]]).toEqual([8, 128])
  })

  it('the first model is the default, and a star lets any other pass', () => {
    expect(read({ MODELS: 'a,b' })).toMatchObject({ models: ['a', 'b'], anyModel: false })
    expect(read({ MODELS: 'a,*,b', OPENAI_MODEL: 'b' })).toMatchObject({ models: ['b', 'a'], anyModel: true })
  })

  it.each([{ OPENAI_API_KEY: 'k' }, { OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1/' }])(
    '%o connects a provider',
    env => {
      const config = read(env)
      expect(config.modelProvider).toBe('openai')
      expect(config.openaiBaseUrl).not.toMatch(/\/$/)
    },
  )

  it('lets a model that is there name conversations, unless the first words are asked for', () => {
    expect(read({ OPENAI_API_KEY: 'k' }).titlesByModel).toBe(true)
    expect(read({ OPENAI_API_KEY: 'k', TITLES: 'words' }).titlesByModel).toBe(false)
    expect(read({ TITLES: 'model' }).titlesByModel).toBe(false)
  })
})

describe('faults', () => {
  it('are told all together, with what was found and what it must be', () => {
    const { faults, message } = faultsOf({ PORT: '80x', LOG_LEVEL: 'loud', DRAIN_MS: 'soon', MAX_BODY_BYTES: '10' })
    expect(faults.map(fault => fault.variable)).toEqual(['PORT', 'LOG_LEVEL', 'DRAIN_MS', 'MAX_BODY_BYTES'])
    expect(message).toContain('PORT is "80x"; it must be a whole number from 0 to 65535')
  })

  it.each([
    { PORT: '65536' },
    { PORT: '-1' },
    { PORT: '0x50' },
    { APP_ENV: 'prod' },
    { CORS_ORIGINS: '*' },
    { CORS_ORIGINS: 'https://a.example/path' },
    { CORS_ORIGINS: 'ftp://a.example' },
    { TRUSTED_PROXIES: '10.0.0.0/33' },
    { TRUSTED_PROXIES: 'localhost' },
    { TRUSTED_PROXIES: '10' },
    { DATABASE_URL: 'mysql://h/x' },
    { DATABASE_URL: 'sqlite:' },
    { DATABASE_URL: 'sqlite::memory:' },
    { OPENAI_BASE_URL: 'file:///etc' },
    { OPENAI_BASE_URL: 'https://user:pass@host' },
    { RATE_LIMIT_AUTH_PER_MINUTE: '0' },
    { MAX_CONNECTIONS_PER_IP: 'none' },
    { ALLOW_ANONYMOUS: 'maybe' },
    { MODEL_SILENCE_TIMEOUT: '0' },
    { POD_ID: 'a b' },
    { HOST: 'a b' },
  ])('%o is one', env => {
    expect(faultsOf(env).faults.map(fault => fault.variable)).toEqual(Object.keys(env))
  })

  it.each([
    ['Redis without PostgreSQL', { REDIS_URL: 'redis://h', SECRET_KEY: secret }, ['DATABASE_URL']],
    ['Redis with SQLite', { REDIS_URL: 'redis://h', DATABASE_URL: 'sqlite:x', SECRET_KEY: secret }, ['DATABASE_URL']],
    ['NATS without Redis', { NATS_URL: 'nats://h', DATABASE_URL: 'postgres://h/x', SECRET_KEY: secret }, ['REDIS_URL']],
    [
      'many pods, each with a key of its own',
      { REDIS_URL: 'redis://h', DATABASE_URL: 'postgres://h/x' },
      ['SECRET_KEY'],
    ],
    ['NATS alone', { NATS_URL: 'nats://h' }, ['REDIS_URL', 'DATABASE_URL', 'SECRET_KEY']],
  ])('%s is half of what many pods need', (_, env, variables) => {
    expect(faultsOf(env).faults.map(fault => fault.variable)).toEqual(variables)
  })

  it('never show a secret', () => {
    const shown = faultsOf({
      SECRET_KEY: 'canary-1',
      OPENAI_API_KEY: 'canary-2 x',
      DATABASE_URL: 'mysql://me:canary-3@h/x?password=canary-4',
      REDIS_URL: 'redis://:canary-5@h',
    })
    expect(shown.message + JSON.stringify(shown.faults)).not.toContain('canary')
  })
})

describe('the secret key', () => {
  it.each([
    ['31 bytes', secret.slice(0, 31)],
    ['a phrase', 'the key that signs everything in this house'],
    ['words with dashes', 'correct-horse-battery-staple-correct-horse'],
    ['a pattern', '0123456789abcdef0123456789abcdef'],
    ['one letter', 'a'.repeat(64)],
    ['an example', `change-me-${secret}`],
  ])('is not %s', (_, weak) => {
    expect(faultsOf({ SECRET_KEY: weak }).faults).toMatchObject([{ variable: 'SECRET_KEY' }])
  })

  it.each(['base64', 'base64url', 'hex'] as const)('may be random bytes in %s', encoding => {
    const made = randomBytes(32).toString(encoding)
    expect(read({ SECRET_KEY: made }).secretKey).toBe(made)
  })

  it.each(['production', 'Production'])('must be set with APP_ENV=%s', APP_ENV => {
    expect(faultsOf({ APP_ENV }).faults).toMatchObject([{ variable: 'SECRET_KEY', value: 'not set' }])
  })
})

describe('an identity service', () => {
  const names = { JWT_ISSUER: 'https://id.example', JWT_AUDIENCE: 'folio' }

  it('is an RSA key with issuer and audience', () => {
    files.good = pem(2_048)
    const { identity } = read({ ...names, JWT_PUBLIC_KEY_FILE: 'good' })
    expect(identity).toMatchObject({ issuer: 'https://id.example', audience: 'folio' })
    expect(identity?.publicKey.type).toBe('public')
  })

  it.each([
    ['short', () => pem(1_024)],
    ['private', () => pem(2_048, 'private')],
    ['no key', () => 'hello'],
    [
      'elliptic',
      () =>
        generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    ],
  ])('has no key that is %s', (name, make) => {
    files[name] = make()
    expect(faultsOf({ ...names, JWT_PUBLIC_KEY_FILE: name }).faults).toMatchObject([
      { variable: 'JWT_PUBLIC_KEY_FILE' },
    ])
  })

  it('is not half set, and does not sign in our name', () => {
    files.good = pem(2_048)
    expect(faultsOf({ JWT_PUBLIC_KEY_FILE: 'good' }).faults.map(fault => fault.variable)).toEqual([
      'JWT_ISSUER',
      'JWT_AUDIENCE',
    ])
    expect(faultsOf({ ...names, JWT_ISSUER: 'folio', JWT_PUBLIC_KEY_FILE: 'good' }).faults).toMatchObject([
      { variable: 'JWT_ISSUER' },
    ])
  })
})

describe('.env.example', () => {
  const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')

  it('names every variable once, and no other', () => {
    const names = [...example.matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name)
    expect(names.toSorted()).toEqual([...VARIABLE_NAMES].toSorted())
  })

  it('holds the defaults', () => {
    expect(read(parseEnv(example))).toEqual(read({}))
  })

  it('says a line about each', () => {
    const lines = example.split('\n')
    const bare = lines.filter((line, at) => /^[A-Z]/.test(line) && !/^# ./.test(lines[at - 1] ?? ''))
    expect(bare).toEqual([])
  })
})
