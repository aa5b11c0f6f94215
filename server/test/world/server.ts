import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** What can be started, and what it says when it has. */
const SERVER = { file: 'main.js', ready: 'Folio is ready' }
export const WORKER = { file: 'worker.js', ready: 'Folio works' }

const built = (file: string) => fileURLToPath(new URL(`../../dist/${file}`, import.meta.url))
const START_MS = 25_000

export type Environment = Record<string, string>
export type Exit = { code: number | null; signal: NodeJS.Signals | null; ms: number }

/** The built server, as a process of its own. */
export type Server = {
  readonly pid: number
  /** Resolves when it has gone. */
  signal(name: 'SIGTERM' | 'SIGKILL'): Promise<Exit>
}

const running = new Set<ChildProcess>()
process.once('exit', () => running.forEach(child => child.kill('SIGKILL')))

/** Resolves when it is ready. Each line that it logs goes to `onLine`. */
export async function startServer(
  env: Environment,
  cwd: string,
  onLine: (line: string) => void,
  { file, ready } = SERVER,
): Promise<Server> {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [built(file)], {
    cwd,
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const gone = once(child, 'exit').then(([code, signal]) => {
    running.delete(child)
    return { code: code as number | null, signal: signal as NodeJS.Signals | null }
  })
  const said: string[] = []
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`the server ${why}:\n${said.join('\n')}`))
    const timer = setTimeout(() => fail('did not start in time'), START_MS)
    const hear = (line: string) => {
      said.push(line)
      onLine(line)
      if (!line.includes(ready)) return
      clearTimeout(timer)
      resolve()
    }
    for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', hear)
    void gone.then(({ code }) => {
      clearTimeout(timer)
      fail(`ended with ${code}`)
    })
  })
  return {
    pid: child.pid ?? 0,
    async signal(name) {
      const beganAt = performance.now()
      child.kill(name)
      return { ...(await gone), ms: performance.now() - beganAt }
    },
  }
}

/** Below those that the system gives to outgoing connections: it stays free while its server is away. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 15_000 + Math.floor(Math.random() * 15_000)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
