import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { KINDS } from '../server/src/store/testing/databases.ts'
import { measureIngest, reportIngest, type Ingested } from './ingest.ts'
import { runLoad, type Result } from './load.ts'
import { measureOverload } from './overload.ts'
import { waitForQuiet } from './quiet.ts'
import { report, type Measured } from './report.ts'
import { SCENARIOS, type Scenario } from './scenarios.ts'
import { startFolio, startModel, startPods, startRaw, startWorker, type Running } from './servers.ts'
import { folioTarget, rawTarget, type Target } from './targets.ts'

/**
 * The built server beside a bare pass-through of the same model server, each scenario in turn, so that a busy machine
 * is busy for both. Only the ratios mean anything. `--full`: every scenario, longer, three rounds; `--only one,each50`;
 * `--only overload`: what becomes of five times as many messages as one process can take;
 * `--only ingest`: what a long document does to replies while it is read, on PostgreSQL too where TEST_POSTGRES_URL is;
 * `--pods`: two servers on PostgreSQL, Redis and NATS beside one on SQLite instead.
 */
const { values: options } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    only: { type: 'string' },
    pods: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
  },
})
const QUIET_MS = 10_000
const seconds = Number(options.seconds ?? (options.full ? 4 : 2))
const rounds = Number(options.rounds ?? (options.full ? 3 : 2))

if (process.platform !== 'linux') throw new Error('The benchmark reads /proc: it runs on Linux.')
if (!existsSync(new URL('../server/dist/main.js', import.meta.url)))
  throw new Error('Build the server first: npm run build')

const folder = mkdtempSync(join(tmpdir(), 'folio-bench-'))
const running: Running[] = []
const started = async (servers: Promise<Running | Running[]>): Promise<Running[]> => {
  const some = [await servers].flat()
  running.push(...some)
  return some
}
const end = async () => {
  await Promise.all(running.splice(0).map(server => server.stop()))
  rmSync(folder, { recursive: true, force: true })
}
process.once('SIGINT', () => void end().then(() => process.exit(130)))

try {
  const [model] = await started(startModel())
  const modelUrl = `${model?.base}/v1`
  const folio = await started(startFolio(modelUrl, folder))
  if (options.only === 'ingest') console.log(reportIngest(await ingestEverywhere(modelUrl)))
  if (options.only === 'overload') console.log(await measureOverload(folio[0]?.base ?? ''))
  const sides = options.pods
    ? { beside: served('one process', folio), measured: served('two pods', await started(startPods(modelUrl, folder))) }
    : { beside: raw(await started(startRaw(modelUrl))), measured: served('folio', folio) }
  const all: Measured[] = []
  for (const scenario of SCENARIOS.filter(asked)) all.push(await measure(scenario, sides))
  if (all.length > 0) console.log(report(all))
} finally {
  await end()
}

/** On each database, read by the server itself and by a worker beside it. */
async function ingestEverywhere(modelUrl: string): Promise<Ingested[]> {
  const rows: Ingested[] = []
  for (const { kind, missing, makeDatabase } of KINDS) {
    for (const beside of [false, true]) {
      if (missing) continue
      const database = await makeDatabase({ empty: true })
      const [own, settings] = [
        join(folder, `${kind}-${beside}`),
        { DATABASE_URL: database.url, GUEST_MAX_SOURCE_BYTES: '50000000' },
      ]
      const server = await startFolio(modelUrl, own, { ...settings, WORKERS: beside ? '0' : '1' })
      const worker = beside ? startWorker(own, settings) : server
      running.push(server, worker)
      rows.push(await measureIngest(`${kind}, ${beside ? 'npm run worker' : 'in the server'}`, server, worker))
      await Promise.all([server.stop(), worker.stop()])
      await database.remove()
    }
  }
  return rows
}

function asked({ name, fullOnly }: Scenario): boolean {
  return options.only === undefined ? options.full || fullOnly !== true : options.only.split(',').includes(name)
}

type Side = { name: string; target: Target; pids: number[] }

function raw(servers: readonly Running[]): Side {
  return { name: 'raw', target: rawTarget(servers[0]?.base ?? ''), pids: servers.map(({ pid }) => pid) }
}

function served(name: string, servers: readonly Running[]): Side {
  return { name, target: folioTarget(servers.map(({ base }) => base)), pids: servers.map(({ pid }) => pid) }
}

async function measure(scenario: Scenario, { beside, measured }: { beside: Side; measured: Side }): Promise<Measured> {
  const results = {
    scenario,
    beside: { name: beside.name, results: [] },
    measured: { name: measured.name, results: [] },
  }
  const load = async ({ target, pids }: Side, into: Result[]) => {
    // What readers have left goes on until its end.
    await waitForQuiet(QUIET_MS)
    into.push(await runLoad(target, scenario, pids, seconds))
  }
  for (let round = 1; round <= rounds; round++) {
    process.stderr.write(`${scenario.name}, round ${round} of ${rounds}\n`)
    await load(beside, results.beside.results)
    await load(measured, results.measured.results)
  }
  return results
}
