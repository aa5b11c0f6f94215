import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openGround } from './ground/ground.ts'
import { Missing } from './ground/missing.ts'
import { lineOf, summaryOf, type Told } from './report.ts'
import type { Pod } from './ground/pods.ts'
import type { Figures, Row } from './row.ts'
import { ROWS } from './rows.ts'

/**
 * Faults, one after the other, against the built server and real services, and whether each comes out as it must: one
 * line a fault. `--only 3,9` for some of them, `--seed N` to have a run again, `--rounds N` to do each more often.
 */
const { values: options } = parseArgs({
  options: { only: { type: 'string' }, seed: { type: 'string' }, rounds: { type: 'string' } },
})
/** Most of a row is waiting: for a lease to end, for a timeout. */
const AT_ONCE = 3
const MAX_ROW_MS = 240_000

const seed = Number(options.seed ?? Date.now() % 1_000_000)
const rounds = Number(options.rounds ?? 1)
const only = options.only?.split(',').map(Number)
const rows = ROWS.filter(({ number }) => only === undefined || only.includes(number))

if (process.platform !== 'linux') throw new Error('The suite freezes processes and reads /proc: it runs on Linux.')
if (!existsSync(new URL('../server/dist/main.js', import.meta.url)))
  throw new Error('Build the server first: npm run build')

const beganAt = performance.now()
console.log(`seed ${seed}, ${rows.length} rows`)
const together = await inLanes(rows.filter(({ alone }) => !alone))
const apart = await inLanes(
  rows.filter(({ alone }) => alone),
  1,
)
console.log(summaryOf([...together, ...apart], seed, performance.now() - beganAt))
process.exit([...together, ...apart].some(({ outcome }) => outcome === 'wrong') ? 1 : 0)

async function inLanes(waiting: Row[], lanes = AT_ONCE): Promise<Told[]> {
  const told: Told[] = []
  const walk = async () => {
    for (let row = waiting.shift(); row; row = waiting.shift()) {
      const one = await run(row)
      console.log(lineOf(one))
      told.push(one)
    }
  }
  await Promise.all(Array.from({ length: lanes }, walk))
  return told
}

async function run(row: Row): Promise<Told> {
  const startedAt = performance.now()
  const ground = openGround(seed * 100 + row.number, rounds)
  const told = (outcome: Told['outcome'], figures: Partial<Told>): Told => ({
    row,
    outcome,
    seed,
    ms: performance.now() - startedAt,
    saw: [],
    wrong: [],
    logs: '',
    ...figures,
  })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('did not end in time')), MAX_ROW_MS * rounds)
  })
  try {
    const figures = await Promise.race([row.run(ground), late])
    return told(figures.wrong.length > 0 ? 'wrong' : 'right', { ...figures, logs: keepLogs(row, figures, ground.pods) })
  } catch (error) {
    if (error instanceof Missing) return told('left out', { wrong: [error.message] })
    const wrong = [error instanceof Error ? (error.stack ?? error.message) : String(error)]
    return told('wrong', { wrong, logs: keepLogs(row, { wrong }, ground.pods) })
  } finally {
    clearTimeout(timer)
    await ground.close()
  }
}

/** What the servers of a row logged, where it did not go as it must; answers in which folder. */
function keepLogs({ number }: Row, { wrong }: Pick<Figures, 'wrong'>, pods: readonly Pod[]): string {
  if (wrong.length === 0 || pods.length === 0) return ''
  const folder = mkdtempSync(join(tmpdir(), `folio-chaos-row-${number}-`))
  for (const { name, log } of pods) writeFileSync(join(folder, `${name}.log`), `${log.join('\n')}\n`)
  return folder
}
