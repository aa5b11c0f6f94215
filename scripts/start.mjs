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
  if (process.env.npm_lifecycle_event === 'start') endWithParent()
  await import(pathToFileURL(inRoot('server/dist/main.js')))
})

/** npm passes SIGTERM on to the shell between it and this process, and many a shell dies of it without a word. */
function endWithParent() {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 250)
  watch.unref()
}
