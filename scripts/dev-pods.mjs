import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { build } from './lib/build.mjs'
import { command } from './lib/command.mjs'
import { install } from './lib/install.mjs'
import { createPodProxy } from './lib/pod-proxy.mjs'
import { findPodServices } from './lib/pod-services.mjs'
import { freePorts, keepPod } from './lib/pods.mjs'
import { root } from './lib/root.mjs'
import { CommandFailed } from './lib/run.mjs'

const USAGE = `usage: npm run dev:pods                    three servers that share PostgreSQL, Redis and NATS
       npm run dev:pods -- --pods N         N of them, 1 to 9
       npm run dev:pods -- --no-restart     one that dies stays away`
/** npm passes Ctrl-C on to whoever the terminal has told already: two at once are one. */
const IMPATIENT_MS = 1_000
const host = process.env.HOST || '127.0.0.1'

/** The built server several times behind one address, as in production: to see what a killed one leaves to others. */
await command(async args => {
  const { count, restart } = readFlags(args)
  await install()
  await build()
  const env = { LOG_JSON: 'false', DRAIN_MS: '5s', ...process.env, ...(await sharedSettings()) }
  const ports = await freePorts(count)
  const proxy = createPodProxy(ports)
  const address = await listen(proxy)
  const pods = ports.map((port, index) => keepPod({ name: `pod ${index + 1}`, colour: 31 + index, port, env, restart }))
  endWhenTold(proxy, pods)
  // Behind the ready lines of the pods themselves.
  Promise.all(pods.map(pod => pod.ready)).then(all => all.every(Boolean) && tell(address, pods), console.error)
  const codes = await Promise.all(pods.map(pod => pod.ended))
  proxy.close()
  return Math.max(...codes)
})

function readFlags(args) {
  try {
    const options = { pods: { type: 'string', default: '3' }, 'no-restart': { type: 'boolean', default: false } }
    const { values } = parseArgs({ args, options })
    if (/^[1-9]$/.test(values.pods)) return { count: Number(values.pods), restart: !values['no-restart'] }
  } catch (error) {
    if (!error.code?.startsWith('ERR_PARSE_ARGS')) throw error
  }
  throw new CommandFailed(USAGE)
}

async function sharedSettings() {
  const services = await findPodServices(process.env)
  const SECRET_KEY = process.env.SECRET_KEY || (await keptKey())
  // Each names itself, by its process number, and the proxy alone is the way in.
  return { ...services, SECRET_KEY, POD_ID: '', HOST: '127.0.0.1' }
}

/** The key that one server by itself would make and keep; in a process of its own, which the loader keeps no longer. */
async function keptKey() {
  const folder = resolve(root, process.env.DATA_DIR || 'data')
  const script = `import { keptSecret } from './server/src/lib/kept-secret.ts'
    process.stdout.write(keptSecret(${JSON.stringify(folder)}))`
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root })
  return stdout
}

async function listen(proxy) {
  const wanted = Number(process.env.PORT || 8_000)
  const port = await proxy.listen(wanted, host).catch(error => {
    throw new CommandFailed(`Cannot listen on ${host}:${wanted} (${error.code}). Another port: PORT=0 npm run dev:pods`)
  })
  return `http://${host === '127.0.0.1' ? 'localhost' : host}:${port}`
}

/** Once: they drain. Once more, later: they are killed. */
function endWhenTold(proxy, pods) {
  let toldAt
  const end = () => {
    toldAt ??= Date.now()
    proxy.leave()
    for (const pod of pods) pod.end(Date.now() - toldAt > IMPATIENT_MS ? 'SIGKILL' : 'SIGTERM')
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end)
}

function tell(address, pods) {
  const lines = pods.map(({ name, port, pid }) => `  ${name}   http://127.0.0.1:${port}   kill -9 ${pid()}`)
  console.log(`\nFolio is ready: ${address}\n${lines.join('\n')}\n`)
}
