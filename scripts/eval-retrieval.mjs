import { resolve } from 'node:path'
import { build } from './lib/build.mjs'
import { command } from './lib/command.mjs'
import { install } from './lib/install.mjs'
import { queryPostgres, USUAL_USERS } from './lib/postgres.mjs'
import { inRoot } from './lib/root.mjs'
import { CommandFailed, runHere } from './lib/run.mjs'

const DATABASE = 'folio_retrieval'

await command(async args => {
  const path = args.findIndex(arg => !arg.startsWith('--'))
  if (path === -1) throw new CommandFailed('npm run eval:retrieval -- FOLDER [--database sqlite|postgres|both]')
  await install()
  await build()
  const given = args.with(path, resolve(process.env.INIT_CWD ?? '.', args[path]))
  const sqlite = args.some(
    (arg, at) => arg === '--database=sqlite' || (arg === 'sqlite' && args[at - 1] === '--database'),
  )
  const database = sqlite ? {} : { EVAL_POSTGRES_URL: await newDatabase() }
  return runHere(process.execPath, ['--import', 'tsx', inRoot('bench/retrieval/run.ts'), ...given], database)
})

/** Empty, of that name, beside the one that `TEST_POSTGRES_URL` names. */
async function newDatabase() {
  const { TEST_POSTGRES_URL: named } = process.env
  const urls = named ? [named] : USUAL_USERS.map(user => `postgres://${user}@127.0.0.1:5432/postgres`)
  for (const url of urls) {
    const beside = Object.assign(new URL(url), { pathname: '/postgres' }).href
    try {
      await queryPostgres(beside, `drop database if exists "${DATABASE}" with (force)`)
      await queryPostgres(beside, `create database "${DATABASE}"`)
      return Object.assign(new URL(url), { pathname: `/${DATABASE}` }).href
    } catch (error) {
      if (url === urls.at(-1)) throw new CommandFailed(`PostgreSQL: ${error.message}. Try --database sqlite`)
    }
  }
}
