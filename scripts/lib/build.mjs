import { existsSync } from 'node:fs'
import { inRoot } from './root.mjs'
import { installStamp } from './install.mjs'
import { withLock } from './lock.mjs'
import { runQuietly } from './run.mjs'
import { hashOf, readStamp, writeStamp } from './stamp.mjs'

const VITE = 'node_modules/vite/bin/vite.js'
const SHARED = ['protocol/src', 'markdown/src', 'tsconfig.base.json', 'scripts/lib/build.mjs']

const TARGETS = [
  {
    label: 'Building the server',
    needs: 'server/vite.config.ts',
    makes: 'server/dist/main.js',
    sources: [...SHARED, 'server', 'migrations/src'],
    args: ['build', 'server', '--ssr', '--logLevel', 'warn'],
  },
  {
    label: 'Building the page',
    needs: 'web/vite.config.ts',
    makes: 'web/dist/index.html',
    sources: [...SHARED, 'web'],
    args: ['build', 'web', '--logLevel', 'warn'],
  },
]

/** Builds what has changed since the last time; by contents, so that a new checkout of the same is not a change. */
export async function build() {
  if (TARGETS.every(isBuilt)) return
  await withLock('build', () => Promise.all(TARGETS.filter(target => !isBuilt(target)).map(make)))
}

async function make(target) {
  if (!existsSync(inRoot(target.needs))) {
    console.log(`… ${target.label}: left out, there is no ${target.needs}`)
    return
  }
  const stamp = stampOf(target)
  await runQuietly(target.label, process.execPath, [VITE, ...target.args], { NODE_ENV: 'production' })
  if (existsSync(inRoot(target.makes))) writeStamp(stampFile(target), stamp)
}

function isBuilt(target) {
  return existsSync(inRoot(target.makes)) && readStamp(stampFile(target)) === stampOf(target)
}

/** Beside the output, so that it goes when the output goes. */
function stampFile(target) {
  return target.makes.replace(/[^/]*$/, '.stamp')
}

function stampOf(target) {
  return hashOf(target.sources, [installStamp()])
}
