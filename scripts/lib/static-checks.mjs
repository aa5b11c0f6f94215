import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { inRoot, PACKAGES } from './root.mjs'
import { runQuietly } from './run.mjs'

const tool = path => inRoot('node_modules', path)
const projects = ['.', ...PACKAGES, 'web/test'].filter(name => existsSync(inRoot(name, 'tsconfig.json')))

/** What can be said about the sources without running them; the slowest first, so that both cores end together. */
const CHECKS = [
  { label: 'Rules of the code (oxlint)', args: [tool('oxlint/bin/oxlint')] },
  { label: 'Nothing unused (knip)', args: [tool('knip/bin/knip.js'), '--no-progress'] },
  ...projects.map(name => ({ label: `Types of ${name}`, args: [tool('typescript/bin/tsc'), '-p', name] })),
  { label: 'Format (oxfmt)', args: [tool('oxfmt/bin/oxfmt'), '--check'] },
]

/** Runs them all, also behind one that fails; answers the labels of those that failed. */
export async function runStaticChecks() {
  const waiting = [...CHECKS]
  const failed = []
  const work = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const output = await runQuietly(check.label, process.execPath, check.args).catch(error => {
        failed.push(check.label)
        if (error.output === undefined) throw error
        return ''
      })
      const warnings = /Found ([1-9]\d*) warnings?/.exec(output)
      if (warnings) console.log(`  with ${warnings[1]} warnings: npx oxlint shows them`)
    }
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, work))
  return failed
}
