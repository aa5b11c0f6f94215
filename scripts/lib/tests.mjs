import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { inRoot } from './root.mjs'
import { runHere } from './run.mjs'
import { findServices } from './services.mjs'

// Two runs at once keep apart.
const REPORT = `.cache/tests-${process.pid}.json`

/** Runs the tests that this machine can run and ends with `N passed, N failed, N skipped`; answers the exit code. */
export async function runTests(filters) {
  const services = await findServices()
  for (const { name, missing } of services) if (missing) console.log(`left out: ${name}: ${missing}`)
  const lacking = services.filter(({ needed, missing }) => needed && missing).map(({ name }) => name)
  const refused = process.env.REQUIRE_SERVICES === '1' ? lacking : []

  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`]
  if (lacking.includes('Chromium')) args.push('--project=!page*')
  const env = Object.assign({ NODE_ENV: 'test' }, ...services.map(service => service.env))
  mkdirSync(inRoot('.cache'), { recursive: true })
  const code = await runHere(process.execPath, [inRoot('node_modules/vitest/vitest.mjs'), ...args, ...filters], env)

  const { passed, failed, skipped } = count(code)
  rmSync(inRoot(REPORT), { force: true })
  for (const name of refused) console.log(`failed: ${name} is required here`)
  console.log(`${passed} passed, ${failed + refused.length} failed, ${skipped} skipped`)
  return code === 0 && failed + refused.length === 0 ? 0 : 1
}

/** A file that could not be run, and an error outside of any test, is one failure. */
function count(code) {
  if (!existsSync(inRoot(REPORT))) return { passed: 0, failed: 1, skipped: 0 }
  const report = JSON.parse(readFileSync(inRoot(REPORT), 'utf8'))
  const broken = report.testResults.filter(
    file => file.status === 'failed' && file.assertionResults.every(passes),
  ).length
  const failed = report.numFailedTests + broken
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

function passes(result) {
  return result.status !== 'failed'
}
