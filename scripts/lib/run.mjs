import { spawn } from 'node:child_process'
import { startProgress } from './progress.mjs'
import { root } from './root.mjs'

/** A command that failed; its output has been shown. */
export class CommandFailed extends Error {
  constructor(label, output) {
    super(`${label}: failed`)
    this.output = output
  }
}

/** Runs a command to its end with its output on this terminal; answers its exit code. */
export function runHere(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    })
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(signal ? 1 : code))
  })
}

/**
 * Runs a command quietly: one line that says how it goes, its output only if it fails.
 * Rejects with `CommandFailed`; `show: false` leaves the output to the caller.
 */
export async function runQuietly(label, command, args, { env = {}, show = true } = {}) {
  const progress = startProgress(label)
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  let output = ''
  const collect = chunk => {
    output += chunk
    progress.say(String(chunk))
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  progress.end(code === 0)
  if (code === 0) return output
  if (show) process.stderr.write(`${output}\n`)
  throw new CommandFailed(label, output)
}
