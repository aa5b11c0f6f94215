import { existsSync } from 'node:fs'
import { build } from './lib/build.mjs'
import { command } from './lib/command.mjs'
import { install } from './lib/install.mjs'
import { findPodServices } from './lib/pod-services.mjs'
import { inRoot } from './lib/root.mjs'
import { CommandFailed, runHere } from './lib/run.mjs'

await command(async args => {
  await install()
  await build()
  const script = inRoot('bench/run.ts')
  if (!existsSync(script)) throw new CommandFailed('There is no bench/run.ts')
  // One server has a database of its own.
  const services = args.includes('--pods') ? await findPodServices(process.env, 'folio_bench') : {}
  return runHere(process.execPath, ['--import', 'tsx', script, ...args], { ...services, NODE_ENV: 'production' })
})
