import { build } from './lib/build.mjs'
import { command } from './lib/command.mjs'
import { install } from './lib/install.mjs'
import { runStaticChecks } from './lib/static-checks.mjs'
import { runTests } from './lib/tests.mjs'

/** Everything that a change must pass; `--static` leaves out the build and the tests. */
await command(async args => {
  await install()
  const failed = await runStaticChecks()
  if (failed.length > 0) {
    console.error(`\nfailed: ${failed.join(', ')}. npm run fix repairs what a tool can.`)
    return 1
  }
  if (args.includes('--static')) return 0
  await build()
  return runTests(args)
})
