import { build } from './lib/build.mjs'
import { command } from './lib/command.mjs'
import { install } from './lib/install.mjs'
import { runTests } from './lib/tests.mjs'

await command(async filters => {
  await install()
  await build()
  return runTests(filters)
})
