import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { answers } from './answers.mjs'
import { sayPrefixed, startPrefixed } from './prefixed.mjs'
import { inRoot } from './root.mjs'

/** Long enough to watch another pod take over. */
const RESTART_MS = 5_000
/** What the server ends with where a setting is wrong; it would be wrong again. */
const BAD_CONFIG = 78

/** Ports that nobody has; a pod keeps its own over its lives. */
export async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map(server => once(server, 'listening')))
  const ports = servers.map(server => server.address().port)
  await Promise.all(servers.map(server => new Promise(resolve => void server.close(resolve))))
  return ports
}

/**
 * Keeps one built server running at `port`: dead, it is started again after a while, unless `restart` is false.
 * `ready` is true once it answers, false where it never does; `ended` is the code of its last life.
 */
export function keepPod({ name, colour, port, env, restart }) {
  const say = line => sayPrefixed({ name, colour }, line)
  const ending = new AbortController()
  const { signal } = ending
  let child
  const live = async () => {
    child = startPrefixed({ name, colour, args: [inRoot('server/dist/main.js')], env: { ...env, PORT: String(port) } })
    const [code, killedBy] = await once(child, 'close')
    if (signal.aborted || code === BAD_CONFIG) return code ?? 1
    const how = killedBy ? `was killed by ${killedBy}` : `ended with ${code}`
    say(`── pid ${child.pid} ${how}; ${restart ? `the next starts in ${RESTART_MS / 1_000} s` : 'it stays away'}`)
    if (!restart) return code ?? 0
    await wait(RESTART_MS, undefined, { signal }).catch(() => {})
    if (signal.aborted) return 0
    void awaitPod(port, signal).then(back => back && say(`── back at http://127.0.0.1:${port}   kill -9 ${child.pid}`))
    return live()
  }
  const ended = live().finally(() => ending.abort())
  return {
    name,
    port,
    ended,
    ready: awaitPod(port, signal),
    pid: () => child.pid,
    /** SIGTERM reaches it once, however often it is asked; one that was stopped goes on, to hear it. */
    end(by) {
      if (signal.aborted && by !== 'SIGKILL') return
      ending.abort()
      child.kill(by)
      child.kill('SIGCONT')
    },
  }
}

/** True once it answers, false where its end was first. */
async function awaitPod(port, signal) {
  while (!signal.aborted) {
    if (await answers(port)) return true
    await wait(100)
  }
  return false
}
