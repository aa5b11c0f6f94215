import type { Result } from './load.ts'
import type { Scenario } from './scenarios.ts'
import { median } from './statistics.ts'

/** What one side of a scenario gave, round by round. */
type Side = { name: string; results: Result[] }
export type Measured = { scenario: Scenario; beside: Side; measured: Side }

type Goal = { what: string; value: number; goal: number; atLeast?: boolean; unit: string }

/** Markdown: a table for each scenario, medians of all rounds, and the goals that the figures are held against. */
export function report(all: readonly Measured[]): string {
  return all
    .map(({ scenario, beside, measured }) => {
      const [besideFigures, figures] = [medians(beside.results), medians(measured.results)]
      const goalsThere =
        beside.name === 'raw' ? goalsOf(scenario, figures, besideFigures) : podGoals(figures, besideFigures)
      const goals = goalsThere.map(goalLine)
      return [
        `### ${scenario.name}: ${scenario.users} at once, ${scenario.model}`,
        '',
        '| | tokens/s | CPU µs/token | first token p50 | p95 ms | age p50 | p99 ms | RSS MB | errors |',
        '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
        line(beside.name, besideFigures),
        line(measured.name, figures),
        '',
        ...goals,
        ...faults(measured.results),
      ].join('\n')
    })
    .join('\n\n')
}

type Figures = Omit<Result, 'firstError'>

function medians(results: readonly Result[]): Figures {
  const of = (pick: (result: Result) => number) => median(results.map(pick))
  return {
    tokensPerSecond: of(result => result.tokensPerSecond),
    cpuMicrosPerToken: of(result => result.cpuMicrosPerToken),
    firstTokenP50: of(result => result.firstTokenP50),
    firstTokenP95: of(result => result.firstTokenP95),
    ageP50: of(result => result.ageP50),
    ageP99: of(result => result.ageP99),
    rssMb: of(result => result.rssMb),
    errors: results.reduce((sum, result) => sum + result.errors, 0),
  }
}

function line(name: string, figures: Figures): string {
  const { tokensPerSecond, cpuMicrosPerToken, firstTokenP50, firstTokenP95, ageP50, ageP99, rssMb, errors } = figures
  const times = [cpuMicrosPerToken, firstTokenP50, firstTokenP95, ageP50, ageP99].map(value => show(value, 2))
  return `| ${[name, show(tokensPerSecond, 0), ...times, show(rssMb, 0), errors].join(' | ')} |`
}

function goalsOf({ name, users, tokens, model }: Scenario, folio: Figures, raw: Figures): Goal[] {
  const speed = {
    what: 'tokens/s',
    value: folio.tokensPerSecond / raw.tokensPerSecond,
    goal: 0.7,
    atLeast: true,
    unit: '× raw',
  }
  const cpu = {
    what: 'CPU per token',
    value: folio.cpuMicrosPerToken / raw.cpuMicrosPerToken,
    goal: 1.6,
    unit: '× raw',
  }
  const added = (what: string, pick: (figures: Figures) => number, goal: number) => ({
    what,
    value: pick(folio) - pick(raw),
    goal,
    unit: 'ms over raw',
  })
  const firstToken = [
    added('first token p50', figures => figures.firstTokenP50, 0.6),
    added('first token p95', figures => figures.firstTokenP95, 1.5),
  ]
  const age = [added('age p50', figures => figures.ageP50, 5), added('age p99', figures => figures.ageP99, 25)]
  if (name === 'one') return firstToken
  if (name === 'each50') return [speed, cpu]
  if (name === 'each200') return [speed]
  if (name === 'paced200') return [cpu, ...age]
  const rate = Number(/rate-(\d+)/.exec(model)?.[1])
  // The next reply begins after the last has ended: the pause between the two is no token lost.
  const due = (users * tokens) / (tokens / rate + folio.firstTokenP50 / 1000)
  return [
    { what: 'delivered', value: (100 * folio.tokensPerSecond) / due, goal: 99.5, atLeast: true, unit: '%' },
    { what: 'memory', value: folio.rssMb / raw.rssMb, goal: 1.6, unit: '× raw' },
  ]
}

function podGoals(pods: Figures, one: Figures): Goal[] {
  const value = one.cpuMicrosPerToken / pods.cpuMicrosPerToken
  return [{ what: 'tokens per CPU second', value, goal: 0.5, atLeast: true, unit: '× one process' }]
}

function goalLine({ what, value, goal, atLeast = false, unit }: Goal): string {
  const met = atLeast ? value >= goal : value <= goal
  return `- ${met ? 'met' : '**missed**'}: ${what} ${show(value, 2)} ${unit} (goal ${atLeast ? '≥' : '≤'} ${goal})`
}

function faults(results: readonly Result[]): string[] {
  const first = results.find(result => result.firstError !== undefined)?.firstError
  return first === undefined ? [] : [`- the first error: ${first}`]
}

const show = (value: number, digits: number) => (Number.isFinite(value) ? value.toFixed(digits) : '')
