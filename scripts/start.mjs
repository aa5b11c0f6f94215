import { pathToFileURL } from 'node:url'
import { build } from './lib/build.mjs'
import { command } from './lib/command.mjs'
import { install } from './lib/install.mjs'
import { inRoot, root } from './lib/root.mjs'

// The server then runs in this very process: a signal needs nobody to pass it on, and nothing can be left behind.
await command(async () => {
  await install()
  await build()
  process.chdir(root)
  await import(pathToFileURL(inRoot('server/dist/main.js')))
})
