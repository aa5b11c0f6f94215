import { spawn } from 'node:child_process'
import { startProgress } from './progress.mjs'
import { root } from './root.mjs'

/** A failure that was foreseen; `output` is what a command said of it. */
export class CommandFailed extends Error {
  constructor(message, output = '') {
    super(message)
    this.output = output
  }
}

/** Runs a command to its end with its output on this terminal; answers its exit code. */
export async function runHere(command, args, env = {}) {
  const { code, signal } = await run(command, args, env, ['ignore', 'inherit', 'inherit'])
  return signal ? 1 : code
}

/**
 * Runs a command quietly: one line that says how it goes, its output only if it fails.
 * Rejects with `CommandFailed`; answers the output.
 */
export async function runQuietly(label, command, args, env = {}) {
  const progress = startProgress(label)
  let output = ''
  const { code } = await run(command, args, env, ['ignore', 'pipe', 'pipe'], chunk => {
    output += chunk
    progress.say(String(chunk))
  })
  progress.end(code === 0)
  if (code === 0) return output
  process.stderr.write(`${output}\n`)
  throw new CommandFailed(`${label}: failed`, output)
}

/** In a group of its own: a signal to this process then ends the command with all that it has started. */
function run(command, args, env, stdio, onOutput) {
  const child = spawn(command, args, { cwd: root, stdio, env: { ...process.env, ...env }, detached: true })
  const end = signal => {
    try {
      if (child.pid) process.kill(-child.pid, signal)
    } catch (error) {
      if (error.code !== 'ESRCH') throw error
    }
    process.exit(signal === 'SIGINT' ? 130 : 143)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, end)
  child.stdout?.on('data', onOutput)
  child.stderr?.on('data', onOutput)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal }))
  }).finally(() => {
    for (const signal of signals) process.off(signal, end)
  })
}
