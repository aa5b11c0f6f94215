import type { Figures, Row } from './row.ts'

export type Told = Figures & {
  row: Row
  outcome: 'right' | 'wrong' | 'left out'
  seed: number
  ms: number
  logs: string
}

/** One line: what was seen, and what of it was not as it must be. */
export function lineOf({ row, outcome, seed, ms, saw, wrong, logs }: Told): string {
  const figures = saw.map(([name, value]) => `${name} ${value}`)
  const head = `${String(row.number).padStart(2)} ${row.name}: ${[...figures, `${seconds(ms)}, seed ${seed}`].join(', ')}`
  if (outcome === 'right') return `✓ ${head}`
  if (outcome === 'left out') return `- ${String(row.number).padStart(2)} ${row.name}: left out, ${wrong.join('; ')}`
  return `✗ ${head}: NOT AS SPECIFIED: ${wrong.join('; ')}${logs && ` (logs in ${logs})`}`
}

export function summaryOf(all: readonly Told[], seed: number, ms: number): string {
  const numbers = (outcome: Told['outcome']) =>
    all
      .filter(told => told.outcome === outcome)
      .map(told => told.row.number)
      .sort((a, b) => a - b)
  const count = (outcome: Told['outcome'], words: string) => {
    const found = numbers(outcome)
    const named = outcome === 'right' || found.length === 0 ? '' : ` (${found.join(', ')})`
    return `${found.length} ${words}${named}`
  }
  const counts = [
    count('right', 'as specified'),
    count('wrong', 'not as specified'),
    count('left out', 'left out'),
  ].join(', ')
  return `${counts}; ${seconds(ms)}, seed ${seed}`
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
