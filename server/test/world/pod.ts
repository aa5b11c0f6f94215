import type { Session } from '@folio/protocol'
import { createPerson, type Person } from './person.ts'
import { startServer, type Environment, type Exit, type Server } from './server.ts'

/** One process of a world. It keeps its name and its address over its lives. */
export type Pod = {
  readonly id: string
  /** Its own address, past whatever stands before it. */
  readonly base: string
  readonly pid: number
  readonly alive: boolean
  start(env?: Environment): Promise<void>
  /** SIGKILL, and not a moment to prepare. */
  kill(): Promise<Exit>
  /** SIGTERM; resolves when it has gone. */
  leave(): Promise<Exit>
}

type Told = { id: string; port: number; folder: string; env: Environment; log: string[] }

export function createPod({ id, port, folder, env, log }: Told): Pod {
  let server: Server | undefined
  const signal = async (name: 'SIGTERM' | 'SIGKILL'): Promise<Exit> => {
    const leaving = server
    if (!leaving) return { code: null, signal: null, ms: 0 }
    const exit = await leaving.signal(name)
    if (server === leaving) server = undefined
    return exit
  }
  return {
    id,
    base: `http://127.0.0.1:${port}`,
    get pid() {
      return server?.pid ?? 0
    },
    get alive() {
      return server !== undefined
    },
    async start(more = {}) {
      server = await startServer(
        { ...env, POD_ID: id, PORT: String(port), ...more },
        folder,
        line => void log.push(line),
      )
    },
    kill: () => signal('SIGKILL'),
    leave: () => signal('SIGTERM'),
  }
}

/** The same person, at a device that knows another address. */
export function at({ base }: { base: string }, { token, user, cookie }: Person): Person {
  const session: Session = { access_token: token, token_type: 'Bearer', expires_in: 900, user }
  return createPerson(base, session, cookie)
}
