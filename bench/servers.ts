import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { UNLIMITED } from './unlimited.ts'

export type Running = { base: string; pid: number; stop(): Promise<void> }

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const TYPESCRIPT = ['--import', 'tsx']
const READY_MS = 20_000
export async function startModel(): Promise<Running> {
  const port = await freePort()
  return start([...TYPESCRIPT, file('model-server.ts'), '--port', String(port)], {}, port, '/v1/models')
}

export async function startRaw(modelUrl: string): Promise<Running> {
  const port = await freePort()
  return start(
    [...TYPESCRIPT, file('raw-proxy.ts')],
    { PORT: String(port), OPENAI_BASE_URL: modelUrl },
    port,
    '/v1/models',
  )
}

/** The built server on a database of its own, with everything on that a reply passes through. */
export function startFolio(modelUrl: string, folder: string, settings: Record<string, string> = {}): Promise<Running> {
  return startServer(modelUrl, { ...alone(folder), ...settings })
}

/** What reads documents in a process of its own, beside a server with the same settings. */
export function startWorker(folder: string, settings: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [file('../server/dist/worker.js')], {
    cwd: file('..'),
    env: { ...process.env, LOG_LEVEL: 'warn', ...alone(folder), ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return { base: '', pid: child.pid ?? 0, stop: () => stop(child) }
}

function alone(folder: string): Record<string, string> {
  return { DATA_DIR: folder, DATABASE_URL: `sqlite:${folder}/bench.db`, REDIS_URL: '', NATS_URL: '' }
}

/** Two of them on what many share: PostgreSQL, Redis and NATS as the environment names them. */
export async function startPods(modelUrl: string, folder: string): Promise<Running[]> {
  const settings = { DATA_DIR: folder, SECRET_KEY: randomBytes(48).toString('base64') }
  return Promise.all(['one', 'two'].map(POD_ID => startServer(modelUrl, { ...settings, POD_ID })))
}

/** The built server on that database, without any model: only documents are asked for. */
export function startLibrary(folder: string, databaseUrl: string): Promise<Running> {
  return startServer('', {
    DATA_DIR: folder,
    DATABASE_URL: databaseUrl,
    OPENAI_API_KEY: '',
    REDIS_URL: '',
    NATS_URL: '',
  })
}

async function startServer(modelUrl: string, settings: Record<string, string>): Promise<Running> {
  const port = await freePort()
  const env = {
    ...UNLIMITED,
    PORT: String(port),
    HOST: '127.0.0.1',
    OPENAI_BASE_URL: modelUrl,
    OPENAI_API_KEY: 'x',
    MODELS: '*',
    TITLES: 'words',
    LOG_LEVEL: 'warn',
    ...settings,
  }
  return start([file('../server/dist/main.js')], env, port, '/healthz')
}

async function start(args: string[], env: Record<string, string>, port: number, ready: string): Promise<Running> {
  const root = file('..')
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const base = `http://127.0.0.1:${port}`
  for (const from = performance.now(); !(await answers(base + ready)); await sleep(25)) {
    if (child.exitCode !== null) throw new Error(`${args.join(' ')} ended with ${child.exitCode}`)
    if (performance.now() - from > READY_MS) throw new Error(`${args.join(' ')} does not answer`)
  }
  return { base, pid: child.pid ?? 0, stop: () => stop(child) }
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve()
  return new Promise(resolve => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), 3_000).unref()
  })
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    response => response.ok,
    () => false,
  )
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
