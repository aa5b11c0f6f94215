import { answers } from './answers.mjs'
import { queryPostgres, USUAL_USERS } from './postgres.mjs'
import { CommandFailed } from './run.mjs'

const STARTS = {
  PostgreSQL: 'sudo apt-get install -y postgresql && sudo service postgresql start',
  Redis: 'redis-server --bind 127.0.0.1',
  NATS: 'nats-server --addr 127.0.0.1',
}

/**
 * What many pods share, as the variables they are told: from `env`, else the standard ports of this machine. Makes the
 * database, of that name unless `env` says which, where it is missing. Rejects with `CommandFailed`, which names everything that does not answer.
 */
export async function findPodServices(env, database = 'folio_pods') {
  const REDIS_URL = env.REDIS_URL || 'redis://127.0.0.1:6379'
  const NATS_URL = env.NATS_URL || 'nats://127.0.0.1:4222'
  const found = await Promise.all([
    findDatabase(env.DATABASE_URL, database),
    findListener('Redis', 'REDIS_URL', REDIS_URL, 6379),
    findListener('NATS', 'NATS_URL', NATS_URL, 4222),
  ])
  const faults = found.flatMap(({ fault }) => fault ?? [])
  if (faults.length > 0) throw new CommandFailed(['Many pods need all three:', ...faults].join('\n\n'))
  return { DATABASE_URL: found[0].url, REDIS_URL, NATS_URL }
}

async function findListener(name, variable, url, usualPort) {
  const { hostname, port } = URL.canParse(url) ? new URL(url) : {}
  if (!hostname) return { fault: `${name}: ${variable} is no address such as ${name.toLowerCase()}://127.0.0.1` }
  return (await answers(Number(port || usualPort), hostname)) ? {} : { fault: away(name, variable, url, usualPort) }
}

async function findDatabase(given, name) {
  if (given && !/^postgres(ql)?:/.test(given)) {
    return { fault: 'PostgreSQL: DATABASE_URL is not postgres://…, and many pods cannot share a file' }
  }
  const urls = given ? [given] : USUAL_USERS.map(user => `postgres://${user}@127.0.0.1:5432/${name}`)
  let last
  for (const url of urls) {
    last = await openDatabase(url).catch(error => error)
    if (!last) return { url }
  }
  // The codes of PostgreSQL begin with a digit, those of the system do not.
  if (!/^\d/.test(last.code)) return { fault: away('PostgreSQL', 'DATABASE_URL', urls[0], 5432) }
  const set = `DATABASE_URL=postgres://USER:PASSWORD@127.0.0.1:5432/${name}`
  return {
    fault: `PostgreSQL answers and does not let the pods in (${last.message}). Set ${given ? 'another ' : ''}${set}`,
  }
}

/** Of two that make it at once, one is told that it is there. */
async function openDatabase(url) {
  try {
    await queryPostgres(url)
  } catch (error) {
    if (error.code !== MISSING) throw error
    const name = decodeURIComponent(new URL(url).pathname.slice(1))
    const beside = Object.assign(new URL(url), { pathname: '/postgres' }).href
    await queryPostgres(beside, `create database "${name.replaceAll('"', '""')}"`).catch(refusal => {
      if (![EXISTS, EXISTS_BY_NOW].includes(refusal.code)) throw refusal
    })
    console.log(`… made the database ${name}`)
  }
}

/** Codes of PostgreSQL. */
const MISSING = '3D000'
const EXISTS = '42P04'
const EXISTS_BY_NOW = '23505'

function away(name, variable, url, usualPort) {
  const { hostname, port } = new URL(url)
  return [
    `${name} does not answer on ${hostname}:${port || usualPort} (${variable}). To start one here:`,
    `    ${STARTS[name]}`,
  ].join('\n')
}
