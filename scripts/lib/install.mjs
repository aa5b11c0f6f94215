import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { inRoot, PACKAGES, PNPM } from './root.mjs'
import { CommandFailed, runQuietly } from './run.mjs'
import { withLock } from './lock.mjs'
import { hashOf, readStamp, writeStamp } from './stamp.mjs'

const STAMP = 'node_modules/.folio-install'
// A package manager that believes itself in production would leave out what builds; in CI it asks no questions.
const ENV = { NODE_ENV: 'development', CI: 'true' }

/** What the installed packages were made for: the lockfile, the manifests, and this Node. */
export function installStamp() {
  const manifests = ['.', ...PACKAGES].map(name => `${name}/package.json`)
  const { modules, node } = process.versions
  return hashOf(
    ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests],
    [modules, node.split('.')[0], process.platform, process.arch],
  )
}

/** Installs the packages if they are not there, not these, or not for this Node. */
export async function install() {
  const upToDate = () => readStamp(STAMP) === installStamp()
  if (upToDate()) return
  await withLock('install', async () => {
    if (upToDate()) return
    const first = !existsSync(inRoot('node_modules'))
    const label = first ? 'Installing packages (the first time takes a minute or two)' : 'Installing packages'
    await pnpm(label, ['install', '--frozen-lockfile'])
    // Kept from another Node, the module is there but made for that one.
    if (!sqliteWorks()) await pnpm('Building the SQLite module', ['rebuild', '--recursive', 'better-sqlite3'])
    if (!sqliteWorks()) throw new CommandFailed(sqliteAdvice())
    writeStamp(STAMP, installStamp())
  })
}

async function pnpm(label, args) {
  const [command, ...first] = PNPM
  try {
    await runQuietly(label, command, [...first, ...args], ENV)
  } catch (error) {
    if (/better-sqlite3/.test(error.output) && /gyp|prebuild/.test(error.output))
      throw new CommandFailed(sqliteAdvice())
    throw error
  }
}

/** In a process of its own: a module that was made for another Node may take this one down. */
function sqliteWorks() {
  const script = "new (require('better-sqlite3'))(':memory:').prepare('select 1').get()"
  return spawnSync(process.execPath, ['-e', script], { cwd: inRoot('server'), stdio: 'ignore' }).status === 0
}

function sqliteAdvice() {
  return [
    'The SQLite module could not be built. On Node 20 it is compiled once, which needs a compiler:',
    '',
    '    sudo apt-get install -y python3 make g++     (Debian, Ubuntu)',
    '',
    'Node 22 and newer need none: there it comes ready-made.',
  ].join('\n')
}
