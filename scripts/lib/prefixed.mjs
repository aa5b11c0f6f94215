import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { root } from './root.mjs'

/** Runs a script of Node's, each line that it prints behind its coloured name. */
export function startPrefixed({ name, colour, args, env }) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Out of reach of Ctrl-C, which this process passes on: told twice, the server would not drain.
    detached: true,
    env: { FORCE_COLOR: process.stdout.isTTY ? '1' : '0', ...env },
  })
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', line => sayPrefixed({ name, colour }, line))
  }
  return child
}

export function sayPrefixed({ name, colour }, line) {
  console.log(`\u001b[${colour}m${name.padEnd(6)}\u001b[0m │ ${line}`)
}
