import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { answers } from './answers.mjs'
import { queryPostgres, USUAL_USERS } from './postgres.mjs'
import { inRoot } from './root.mjs'

const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/**
 * What this machine has of what tests can use. Each is `{ name, needed, env?, missing? }`:
 * `env` is what the tests are told, `missing` why they go without, `needed` whether any test uses it.
 */
export async function findServices() {
  return Promise.all([findPostgres(), findBrowser(), findRedis(), findNats()])
}

async function findPostgres() {
  const service = { name: 'PostgreSQL', needed: true }
  const given = process.env.TEST_POSTGRES_URL
  if (!given && !(await answers(5432))) return { ...service, missing: 'nothing answers on 127.0.0.1:5432' }
  const usual = USUAL_USERS.map(user => `postgres://${user}@127.0.0.1:5432/test`)
  let reason = ''
  for (const url of given ? [given] : usual) {
    try {
      await queryPostgres(url)
      return { ...service, env: { TEST_POSTGRES_URL: url } }
    } catch (error) {
      reason = error.message
    }
  }
  return { ...service, missing: `it does not let the tests in (${reason}); set TEST_POSTGRES_URL` }
}

async function findBrowser() {
  const service = { name: 'Chromium', needed: true }
  const given = process.env.CHROMIUM_PATH
  const path = (given ? [given] : BROWSERS).find(candidate => existsSync(candidate))
  if (path) return { ...service, env: { CHROMIUM_PATH: path } }
  return { ...service, missing: `not found${given ? ` at ${given}` : ''}; set CHROMIUM_PATH` }
}

function findRedis() {
  return findServer('Redis', { variable: 'TEST_REDIS_URL', usual: 'redis://127.0.0.1:6379', ask: askRedis })
}

function findNats() {
  return findServer('NATS', { variable: 'TEST_NATS_URL', usual: 'nats://127.0.0.1:4222', ask: askNats })
}

/** `ask` rejects where something answers that is not what the tests need. */
async function findServer(name, { variable, usual, ask }) {
  const service = { name, needed: true }
  const url = process.env[variable] || usual
  const { hostname, port, host } = new URL(url)
  if (!(await answers(Number(port), hostname))) return { ...service, missing: `nothing answers on ${host}` }
  try {
    await ask(url)
    return { ...service, env: { [variable]: url } }
  } catch (error) {
    return { ...service, missing: `what answers on ${host} does not serve (${error.message}); set ${variable}` }
  }
}

async function askRedis(url) {
  const { createClient } = createRequire(inRoot('server/package.json'))('redis')
  const client = createClient({
    url,
    socket: { connectTimeout: 3_000, socketTimeout: 3_000, reconnectStrategy: false },
  })
  client.on('error', () => {})
  await client.connect()
  await client.ping().finally(() => client.destroy())
}

/** The server speaks first. */
async function askNats(url) {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), timeout: 3_000 })
  socket.once('timeout', () => socket.destroy(new Error('it says nothing')))
  try {
    const [greeting] = await once(socket, 'data')
    if (!greeting.toString().startsWith('INFO ')) throw new Error('it is no NATS')
  } finally {
    socket.destroy()
  }
}
