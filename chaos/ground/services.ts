import { spawnSync } from 'node:child_process'
import { chownSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePort } from '../../server/test/world/server.ts'
import { makeFolder, removeFolder, runProgram, startProcess, type Running } from './belongings.ts'
import { layLine, type Line, type Meddler } from './line.ts'
import { findProgram } from './missing.ts'

/** A server that the product uses, of the suite's own, behind a line that can be cut. */
export type Service = {
  /** For the product, through the line. */
  url: string
  line: Line
  /** SIGKILL: what it holds in memory is lost. */
  kill(): Promise<void>
  /** On the same port, after it was killed. */
  start(): Promise<void>
  /** Where it really listens. */
  port: number
  remove(): Promise<void>
}

type Made = {
  scheme: (port: number) => string
  launch: (port: number) => Promise<Running>
  killWith?: NodeJS.Signals
}

async function open(
  { scheme, launch, killWith = 'SIGKILL' }: Made,
  folder: string,
  meddler?: Meddler,
): Promise<Service> {
  const port = await freePort()
  let running = await launch(port)
  const line = await layLine(port, meddler)
  const kill = async () => {
    running.signal(killWith)
    await running.gone
  }
  return {
    url: scheme(line.port),
    line,
    port,
    kill,
    async start() {
      running = await launch(port)
    },
    async remove() {
      line.end()
      await kill()
      removeFolder(folder)
    },
  }
}

/** Without persistence: what is killed has forgotten everything. */
export function openRedis(): Promise<Service> {
  const program = findProgram('redis-server')
  const folder = makeFolder('redis')
  const args = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  const launch = (port: number) =>
    startProcess(program, [...args, '--port', String(port)], { readyAt: /Ready to accept connections/ })
  return open({ scheme: port => `redis://127.0.0.1:${port}`, launch }, folder)
}

/** Tells a Redis to forget everything. */
export function flushAll(redis: Service): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(redis.port, '127.0.0.1', () => socket.write('FLUSHALL\r\n'))
    socket.once('error', reject)
    socket.once('data', () => {
      socket.destroy()
      resolve()
    })
  })
}

export function openNats(meddler?: Meddler): Promise<Service> {
  const program = findProgram('nats-server')
  const launch = (port: number) =>
    startProcess(program, ['-a', '127.0.0.1', '-p', String(port)], { readyAt: /Server is ready/ })
  return open({ scheme: port => `nats://127.0.0.1:${port}`, launch }, makeFolder('nats'), meddler)
}

/** A cluster of its own. What only a crash of the machine could lose is not waited for. */
export async function openPostgres(): Promise<Service> {
  const [program, initdb] = [findProgram('postgres'), findProgram('initdb')]
  const folder = makeFolder('postgres')
  const owner = ownerOfPostgres()
  if (owner) chownSync(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  await runProgram(initdb, ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8'], {
    ...owner,
    cwd: folder,
  })
  const settings = ['fsync=off', 'shared_buffers=32MB', 'max_connections=200', 'listen_addresses=127.0.0.1']
  const args = ['-D', data, '-k', folder, ...settings.flatMap(setting => ['-c', setting])]
  const launch = (port: number) =>
    startProcess(program, [...args, '-p', String(port)], {
      ...owner,
      cwd: folder,
      readyAt: /ready to accept/,
      endWith: IMMEDIATELY,
    })
  const scheme = (port: number) => `postgres://postgres@127.0.0.1:${port}/postgres`
  return open({ scheme, launch, killWith: IMMEDIATELY }, folder)
}

/** As a crash, but for what SIGKILL leaves behind: its own children, and their memory. */
const IMMEDIATELY = 'SIGQUIT'

/** PostgreSQL refuses to run as root. */
function ownerOfPostgres(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map(flag => spawnSync('id', [flag, name], { encoding: 'utf8' }))
    if (uid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid?.stdout) }
  }
  return undefined
}
