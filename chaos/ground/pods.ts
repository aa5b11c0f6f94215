import { cpSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Session } from '@folio/protocol'
import { UNLIMITED } from '../../bench/unlimited.ts'
import { ask } from '../../server/test/world/http.ts'
import { createPerson, expectStatus, type Person } from '../../server/test/world/person.ts'
import { freePort, type Environment } from '../../server/test/world/server.ts'
import { makeFolder, startProcess, type Running } from './belongings.ts'

/** The built server as a process, which can be killed, frozen, and started again at the same address. */
export type Pod = {
  readonly name: string
  readonly base: string
  readonly pid: number
  readonly alive: boolean
  /** The newest lines that it has logged. */
  readonly log: readonly string[]
  start(env?: Environment): Promise<void>
  /** SIGKILL, and not a moment to prepare. */
  kill(): Promise<void>
  /** SIGTERM; answers how it went, and after how long. */
  leave(): Promise<{ code: number | null; ms: number }>
  /** SIGSTOP and SIGCONT. */
  freeze(): void
  thaw(): void
}

const MAX_LINES = 5_000

/** Starts it, too. */
export async function openPod(name: string, env: Environment): Promise<Pod> {
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const folder = env.DATA_DIR ?? makeFolder(`pod-${name}`)
  const { PATH = '' } = process.env
  const settings = {
    PATH,
    APP_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: folder,
    LOG_JSON: 'true',
    OPENAI_API_KEY: 'a-key-of-the-tests',
    MODELS: '*',
    TITLES: 'words',
    POD_ID: name,
    ...UNLIMITED,
    ...env,
  }
  const log: string[] = []
  let running: Running | undefined
  const signal = async (how: NodeJS.Signals) => {
    running?.signal(how)
    return running?.gone ?? null
  }
  const pod: Pod = {
    name,
    base,
    get pid() {
      return running?.pid ?? 0
    },
    get alive() {
      return running?.alive === true
    },
    log,
    async start(more = {}) {
      running = await startProcess(process.execPath, [join(frozenBuild(), 'dist/main.js')], {
        cwd: folder,
        env: { ...settings, ...more },
        readyAt: /Folio is ready/,
        onLine(line) {
          log.push(line)
          if (log.length > MAX_LINES) log.shift()
        },
      })
    },
    async kill() {
      await signal('SIGKILL')
    },
    async leave() {
      const beganAt = performance.now()
      return { code: await signal('SIGTERM'), ms: performance.now() - beganAt }
    },
    freeze: () => running?.signal('SIGSTOP'),
    thaw: () => running?.signal('SIGCONT'),
  }
  await pod.start()
  return pod
}

let frozen: string | undefined

/** A copy of what is built now: whoever builds while the suite runs does not change what it sees. */
function frozenBuild(): string {
  if (frozen !== undefined) return frozen
  frozen = makeFolder('build')
  const server = fileURLToPath(new URL('../../server', import.meta.url))
  cpSync(join(server, 'dist'), join(frozen, 'dist'), { recursive: true })
  cpSync(join(server, 'package.json'), join(frozen, 'package.json'))
  symlinkSync(join(server, 'node_modules'), join(frozen, 'node_modules'))
  return frozen
}

/** Somebody without a name, at a device that knows this pod. */
export async function guestAt(pod: Pick<Pod, 'base'>): Promise<Person> {
  const answer = await ask<Session>(pod.base, 'POST', '/auth/guest')
  return createPerson(pod.base, expectStatus(answer, 201), '')
}

/** The same person, at a device that knows another pod. */
export function at(pod: Pick<Pod, 'base'>, { token, user, cookie }: Person): Person {
  return createPerson(pod.base, { access_token: token, token_type: 'Bearer', expires_in: 900, user }, cookie)
}
