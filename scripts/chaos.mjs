import { build } from './lib/build.mjs'
import { command } from './lib/command.mjs'
import { install } from './lib/install.mjs'
import { inRoot } from './lib/root.mjs'
import { runHere } from './lib/run.mjs'

await command(async args => {
  await install()
  await build()
  return runHere(process.execPath, ['--import', 'tsx', inRoot('chaos/run.ts'), ...args], { NODE_ENV: 'production' })
})
