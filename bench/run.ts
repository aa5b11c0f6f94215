import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runLoad } from './load.ts'
import { waitForQuiet } from './quiet.ts'
import { report, type Measured } from './report.ts'
import { SCENARIOS, type Scenario } from './scenarios.ts'
import { startFolio, startModel, startRaw, type Running } from './servers.ts'
import { folioTarget, rawTarget } from './targets.ts'

/**
 * The built server beside a bare pass-through of the same model server, each scenario in turn, so that a busy machine
 * is busy for both. Only the ratios mean anything. `--full`: every scenario, longer, three rounds; `--only one,each50`.
 */
const { values: options } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    only: { type: 'string' },
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
const started = async (server: Promise<Running>) => {
  const one = await server
  running.push(one)
  return one
}
const end = async () => {
  await Promise.all(running.splice(0).map(server => server.stop()))
  rmSync(folder, { recursive: true, force: true })
}
process.once('SIGINT', () => void end().then(() => process.exit(130)))

try {
  const model = await started(startModel())
  const raw = await started(startRaw(`${model.base}/v1`))
  const folio = await started(startFolio(`${model.base}/v1`, folder))
  const measured: Measured[] = []
  for (const scenario of SCENARIOS.filter(asked)) measured.push(await measure(scenario, raw, folio))
  console.log(report(measured))
} finally {
  await end()
}

function asked({ name, fullOnly }: Scenario): boolean {
  return options.only === undefined ? options.full || fullOnly !== true : options.only.split(',').includes(name)
}

async function measure(scenario: Scenario, raw: Running, folio: Running): Promise<Measured> {
  const measured: Measured = { scenario, raw: [], folio: [] }
  for (let round = 1; round <= rounds; round++) {
    process.stderr.write(`${scenario.name}, round ${round} of ${rounds}\n`)
    await waitForQuiet(QUIET_MS)
    measured.raw.push(await runLoad(rawTarget(raw.base), scenario, raw.pid, seconds))
    // What readers have left goes on until its end.
    await waitForQuiet(QUIET_MS)
    measured.folio.push(await runLoad(folioTarget(folio.base), scenario, folio.pid, seconds))
  }
  return measured
}
