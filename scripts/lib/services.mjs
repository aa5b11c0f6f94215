import { existsSync } from 'node:fs'
import { answers } from './answers.mjs'
import { queryPostgres, USUAL_USERS } from './postgres.mjs'

const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/**
 * What this machine has of what tests can use. Each is `{ name, needed, env?, missing? }`:
 * `env` is what the tests are told, `missing` why they go without, `needed` whether any test uses it yet.
 */
export async function findServices() {
  return Promise.all([findPostgres(), findBrowser(), findPort('Redis', 6379), findPort('NATS', 4222)])
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

/** Nothing uses them yet; named so that nobody believes they were tested. */
async function findPort(name, port) {
  const found = process.env[`TEST_${name.toUpperCase()}_URL`] || (await answers(port))
  return { name, needed: false, missing: found ? 'no test uses it yet' : `nothing answers on 127.0.0.1:${port}` }
}
