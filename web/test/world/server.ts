import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { UNLIMITED } from '../../../bench/unlimited.ts'

const built = (name: string) => fileURLToPath(new URL(`../../../server/dist/${name}.js`, import.meta.url))
const READY = /Folio is ready: \S+:(\d+)/
const READY_MS = 30_000
export type Server = {
  port: number
  /** At once, as when the power fails. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/** The built server on a folder of its own; `env` comes before everything else. */
export async function startServer(folder: string, env: Record<string, string>): Promise<Server> {
  const child = run('main', folder, env)
  const port = await portOf(child)
  return { port, kill: () => end(child, 'SIGKILL'), stop: () => end(child, 'SIGTERM') }
}

/** A process beside the server that reads what people keep. */
export function startWorker(folder: string, env: Record<string, string>): { stop(): Promise<void> } {
  const child = run('worker', folder, env)
  return { stop: () => end(child, 'SIGTERM') }
}

function run(name: 'main' | 'worker', folder: string, env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [built(name)], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      ...UNLIMITED,
      APP_ENV: 'test',
      PORT: '0',
      DATA_DIR: folder,
      DATABASE_URL: `sqlite:${folder}/folio.db`,
      DRAIN_MS: '0',
      ...env,
    },
    stdio: ['ignore', name === 'main' ? 'pipe' : 'ignore', 'inherit'],
  })
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) return reject(new Error('the server says nothing'))
    const late = setTimeout(() => reject(new Error('the server does not get ready')), READY_MS)
    createInterface(child.stdout).on('line', line => {
      const port = READY.exec(line)?.[1]
      if (port === undefined) return
      clearTimeout(late)
      resolve(Number(port))
    })
    child.once('exit', code => reject(new Error(`the server has ended with ${code}`)))
  })
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise(resolve => {
    child.once('exit', () => resolve())
    child.kill(signal)
  })
}
