import { build } from './lib/build.mjs'
import { command } from './lib/command.mjs'
import { install } from './lib/install.mjs'
import { startPrefixed } from './lib/prefixed.mjs'
import { inRoot } from './lib/root.mjs'

const PARTS = [
  {
    name: 'server',
    colour: 36,
    args: [inRoot('node_modules/tsx/dist/cli.mjs'), 'watch', '--clear-screen=false', 'server/src/main.ts'],
    env: { LOG_JSON: 'false', DRAIN_MS: '1s', CORS_ORIGINS: 'http://localhost:5173,http://127.0.0.1:5173' },
  },
  {
    name: 'page',
    colour: 35,
    args: [inRoot('node_modules/vite/bin/vite.js'), 'web', '--clearScreen', 'false'],
    env: {},
  },
]

/** The server, restarted when its sources change, and the page, replaced as it is edited; ends when either ends. */
await command(async () => {
  await install()
  // Worker threads run built files.
  await build()
  const children = PARTS.map(part => startPrefixed({ ...part, env: { ...part.env, ...process.env } }))
  const end = () => {
    for (const child of children.splice(0)) child.kill('SIGTERM')
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
  const ended = children.map(child => new Promise(resolve => child.on('close', resolve)))
  await Promise.race(ended)
  end()
  await Promise.all(ended)
})
