import { existsSync } from 'node:fs'
import { build } from './lib/build.mjs'
import { command } from './lib/command.mjs'
import { install } from './lib/install.mjs'
import { inRoot } from './lib/root.mjs'
import { CommandFailed, runHere } from './lib/run.mjs'

await command(async args => {
  await install()
  await build()
  const script = inRoot('bench/run.ts')
  if (!existsSync(script)) throw new CommandFailed('There is no bench/run.ts')
  return runHere(process.execPath, ['--import', 'tsx', script, ...args], { NODE_ENV: 'production' })
})
