import { pathToFileURL } from 'node:url'
import { build } from './lib/build.mjs'
import { command } from './lib/command.mjs'
import { install } from './lib/install.mjs'
import { inRoot, root } from './lib/root.mjs'

// As the server: in this very process, so that a signal needs nobody to pass it on.
await command(async () => {
  await install()
  await build()
  process.chdir(root)
  await import(pathToFileURL(inRoot('server/dist/worker.js')))
})
