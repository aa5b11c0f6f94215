import {
  execFile,
  spawn,
  spawnSync,
  type ChildProcess,
  type ExecFileOptions,
  type SpawnOptions,
} from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

/** A process of ours. */
export type Running = {
  readonly pid: number
  readonly alive: boolean
  signal(name: NodeJS.Signals): void
  /** Resolves when it has gone, with the code it left with. */
  gone: Promise<number | null>
}

type Start = Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'> & {
  /** The line by which it says that it can be used. */
  readyAt: RegExp
  onLine?: (line: string) => void
  timeoutMs?: number
  /** What it is sent when the suite ends; SIGKILL unless told. */
  endWith?: NodeJS.Signals
}

const children = new Map<ChildProcess, NodeJS.Signals>()
const folders = new Set<string>()
const mounts = new Set<string>()

// Whatever ends this process ends what it has started, by its number, and takes away what it has made.
process.once('exit', () => {
  for (const [child, signal] of children) child.kill(signal)
  for (const folder of mounts) spawnSync('umount', ['-l', folder])
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
})
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)
  process.once(signal, () => process.exit(code))

/** Resolves when it says that it is ready. */
export async function startProcess(command: string, args: readonly string[], start: Start): Promise<Running> {
  const { readyAt, onLine, timeoutMs = 30_000, endWith = 'SIGKILL', ...options } = start
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  children.set(child, endWith)
  const gone = new Promise<number | null>(resolve => {
    child.once('exit', code => {
      children.delete(child)
      resolve(code)
    })
  })
  const said: string[] = []
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${command} ${why}:\n${said.slice(-20).join('\n')}`))
    const timer = setTimeout(() => fail('was not ready in time'), timeoutMs)
    const hear = (line: string) => {
      if (said.length < 1_000) said.push(line)
      onLine?.(line)
      if (readyAt.test(line)) resolve(clearTimeout(timer))
    }
    for (const input of [child.stdout, child.stderr]) if (input) createInterface({ input }).on('line', hear)
    child.once('error', ({ message }) => fail(message))
    void gone.then(code => {
      clearTimeout(timer)
      fail(`ended with ${code}`)
    })
  })
  return {
    pid: child.pid ?? 0,
    get alive() {
      return children.has(child)
    },
    signal: name => void child.kill(name),
    gone,
  }
}

/** Runs a program to its end; answers what it said. Throws where it fails. */
export async function runProgram(program: string, args: readonly string[], options: ExecFileOptions = {}) {
  const { stdout } = await promisify(execFile)(program, args, options)
  return String(stdout)
}

/** A folder that is gone when the suite is. */
export function makeFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `folio-chaos-${name}-`))
  folders.add(folder)
  return folder
}

export function removeFolder(folder: string): void {
  if (mounts.delete(folder)) spawnSync('umount', ['-l', folder])
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  folders.delete(folder)
}

/** A disk of so many megabytes; undefined where this user may not mount one. */
export function makeDisk(name: string, megabytes: number): string | undefined {
  const folder = makeFolder(name)
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'folio-chaos', folder])
  if (status === 0) {
    mounts.add(folder)
    return folder
  }
  removeFolder(folder)
  return undefined
}
