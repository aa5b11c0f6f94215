import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readConfig, VARIABLE_NAMES } from '../server/src/config.ts'
import { inRoot, PACKAGES, PNPM } from './lib/root.mjs'

/** What ships Folio is not run by any test: here it is held against what the code says. */
const read = path => readFileSync(inRoot(path), 'utf8')
const dockerfile = read('Dockerfile')
const compose = read('docker-compose.yml')
const nginx = read('deploy/nginx.conf')
const routes = read('server/src/http/routes.ts')

const SECRETS = { SECRET_KEY: 'q7Jx2mVb9TzKc4LhWd8RfYs1NgPa6EuQ3iXo5vBkCwM0', POSTGRES_PASSWORD: '5d0c8f1be27a4369' }
const SERVERS = ['folio', 'single']

describe('the image', () => {
  it('is one Node on one Debian from the first stage to the last', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base)
    expect(bases).toHaveLength(3)
    expect(new Set(bases.map(base => base.replace(/-slim$/, '')))).toEqual(new Set(['node:24-bookworm']))
  })

  it('installs with the package manager of the project, from the lockfile, every package it may ask for', () => {
    expect(dockerfile).toContain(`${PNPM.join(' ')} install --frozen-lockfile --prod`)
    const copies = PACKAGES.map(name => dockerfile.split(`COPY ${name}/package.json ${name}/`).length - 1)
    // The server's own once more, for the last stage.
    expect(copies).toEqual(PACKAGES.map(name => (name === 'server' ? 3 : 2)))
  })

  it('takes from here only what it names, and never a .env', () => {
    const [first, ...rules] = read('.dockerignore')
      .split('\n')
      .filter(line => !/^(#|$)/.test(line))
    expect(first).toBe('*')
    expect(rules.filter(rule => rule.startsWith('!')).join(' ')).not.toMatch(/env|data|\*\*/)
    expect(rules).toContain('**/.env*')
    const copied = [...dockerfile.matchAll(/^COPY (?!--)(.+) \S+$/gm)].flatMap(([, names]) => names.split(' '))
    const lets = path => rules.includes(`!${path.split('/')[0]}`) || rules.includes(path.replace(/^\w+/, '!*'))
    expect(copied.filter(path => path !== '.' && !lets(path))).toEqual([])
  })

  it('starts the server itself, as nobody, and asks a door that exists whether it lives', () => {
    expect(dockerfile).toMatch(/^CMD \["node", "server\/dist\/main\.js"\]$/m)
    expect(dockerfile).toMatch(/^STOPSIGNAL SIGTERM$/m)
    expect(dockerfile).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m)
    const asked = [/PORT \|\| 8000\}(\/\w+)`/.exec(dockerfile), /127\.0\.0\.1:8080(\/\w+)'/.exec(service('nginx'))]
    for (const [, path] of asked) expect(routes).toContain(`app.get('${path}'`)
  })
})

describe('compose', () => {
  it.each(SERVERS)('gives %s settings that it knows and accepts', name => {
    const env = settingsOf(name)
    expect(Object.keys(env).filter(key => !VARIABLE_NAMES.includes(key))).toEqual([])
    const config = readConfig(env)
    expect(config).toMatchObject({ appEnv: 'production', host: '0.0.0.0', port: 8_000, dataDir: '/data' })
    expect([config.redisUrl, config.natsUrl].filter(Boolean)).toHaveLength(name === 'folio' ? 2 : 0)
  })

  it('has no secret of its own', () => {
    const asked = [...compose.matchAll(/\$\{?(SECRET_KEY|POSTGRES_PASSWORD)(..)/g)]
    expect(asked.map(([, name, kind]) => `${name}${kind}`).toSorted()).toEqual([
      'POSTGRES_PASSWORD:?',
      'POSTGRES_PASSWORD:?',
      'SECRET_KEY:?',
    ])
    expect(compose).not.toMatch(/^ *\w*(PASSWORD|KEY|SECRET|TOKEN)\w*: +[^$\s]/m)
  })

  it('waits for a server longer than it drains', () => {
    const farewellMs = 3_000
    const graceMs = 1_000 * Number(/stop_grace_period: (\d+)s/.exec(anchored('server'))[1])
    expect(graceMs).toBeGreaterThan(readConfig(settingsOf('folio')).drainMs + farewellMs)
  })

  it('lets no container write where it likes, or gain rights', () => {
    expect(anchored('hardened')).toMatch(/read_only: true[^]*cap_drop: \[ALL\][^]*no-new-privileges:true/)
    expect(anchored('server')).toContain('<<: *hardened')
    expect(compose).not.toMatch(/cap_add|privileged|docker\.sock/)
    expect(services().filter(([, text]) => !/<<: \*(hardened|server)\n/.test(text))).toEqual([])
  })

  it('keeps the files of people where every pod sees them', () => {
    const { dataDir, storage } = readConfig(settingsOf('folio'))
    expect(service('folio')).toContain(`volumes: ['folio-files:${dataDir}']`)
    expect(storage).toMatchObject({ kind: 'local', folder: expect.stringContaining(dataDir) })
    expect(compose).toMatch(/\nvolumes:\n(?: {2}.*\n)* {2}folio-files:/)
  })

  it('trusts the address of nginx, and no other', () => {
    const address = /ipv4_address: (\S+) /.exec(service('nginx'))[1]
    expect(settingsOf('folio').TRUSTED_PROXIES).toBe(`${address},`)
  })
})

describe('nginx', () => {
  it('finds the pods where compose puts them, with a version that can', () => {
    const [, name, port] = /server (\w+):(\d+) resolve/.exec(nginx)
    expect(settingsOf(name).PORT).toBe(port)
    const [, minor] = /image: nginx:1\.(\d+)/.exec(service('nginx'))
    expect(Number(minor)).toBeGreaterThanOrEqual(28)
  })

  it('leaves to Folio what is too large', () => {
    const [, megabytes] = /client_max_body_size (\d+)m;/.exec(nginx)
    const { maxBodyBytes, maxFileBytes, maxImportBytes } = readConfig(settingsOf('folio'))
    expect(Number(megabytes) * 1_048_576).toBeGreaterThan(Math.max(maxBodyBytes, maxFileBytes, maxImportBytes))
  })

  it('lets go of an idle connection before the pod does', () => {
    const [, podMs] = /KEEP_ALIVE_MS = ([\d_]+)/.exec(read('server/src/http/server.ts'))
    const [, seconds] = /keepalive_timeout (\d+)s;/.exec(nginx)
    expect(Number(seconds) * 1_000).toBeLessThan(Number(podMs.replaceAll('_', '')))
  })

  it('holds nothing back, ties nobody to a pod and sends nothing twice', () => {
    for (const rule of ['proxy_buffering off;', 'proxy_request_buffering off;', 'gzip off;'])
      expect(nginx).toContain(rule)
    expect(nginx).not.toMatch(/^\s*(ip_hash|hash|sticky)\b/m)
    expect(nginx).not.toMatch(/^\s*proxy_next_upstream .*(non_idempotent|http_)/m)
  })
})

/** The environment of a server as compose would make it, of the few forms that stand in the file. */
function settingsOf(name) {
  const lines = `${anchored('settings')}\n${service(name)}`.matchAll(/^ +([A-Z][A-Z_]+): (.*)$/gm)
  return Object.fromEntries([...lines].map(([, key, value]) => [key, filled(value.replace(/^'(.*)'$/, '$1'))]))
}

function filled(value) {
  return value.replace(/\$\{(\w+):([?-])([^}]*)\}/g, (_, key, kind, rest) => (kind === '?' ? SECRETS[key] : rest))
}

function anchored(name) {
  return new RegExp(`^x-${name}: &${name}\\n((?: .*\\n|\\n)+)`, 'm').exec(compose)[1]
}

function services() {
  const [, all] = /^services:\n((?: .*\n|\n)+)/m.exec(compose)
  return [...all.matchAll(/^ {2}(\w+):\n((?: {4}.*\n)+)/gm)].map(([, name, text]) => [name, text])
}

function service(name) {
  return services().find(([found]) => found === name)[1]
}
