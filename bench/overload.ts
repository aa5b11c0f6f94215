import { Agent } from 'node:http'
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { flood, gather, keepBusy, type Crowd, type Sent } from './flood.ts'
import { percentile } from './statistics.ts'

const MODEL = { model: 'tokens-20', tokens: 20 }
const VISITORS = 1_500
const AT_ONCE = 48
const SECONDS = { warmUp: 3, knee: 4, normal: 5, flood: 8, after: 6 }
const TIMES = 5
const BUCKET_MS = 250

type Figures = { accepted: Sent[]; refused: Sent[]; broken: number }

/**
 * What a server does with five times as many messages as it can take. The knee: replies a second where 48 people write
 * as soon as they are answered. Normal: half of that. Times run to the first token, from when a message was due.
 */
export async function measureOverload(base: string): Promise<string> {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 2 * VISITORS })
  const crowd = await gather({ base, agent, ...MODEL }, VISITORS)
  await keepBusy(crowd, AT_ONCE, SECONDS.warmUp)
  const knee = (await keepBusy(crowd, AT_ONCE, SECONDS.knee)).length / SECONDS.knee
  await sleep(1_000)
  const normal = await wholly(crowd, knee / 2, SECONDS.normal)
  await sleep(1_000)
  const over = await flood(crowd, knee * TIMES, SECONDS.flood)
  const endedAt = performance.now()
  const after = await wholly(crowd, knee / 2, SECONDS.after)
  const flooded = figuresOf(await over.answers)
  agent.destroy()

  const normalP99 = p99(normal.accepted)
  const firstAt = Math.min(...[...flooded.accepted, ...flooded.refused].map(({ dueAt }) => dueAt))
  const later = (sent: Sent[]) => sent.filter(({ dueAt }) => dueAt > firstAt + 2_000)
  const backMs = timeUntilNormal(after, endedAt, 2 * normalP99)
  return [
    `### overload: ${TIMES} × the knee, ${MODEL.model}, ${availableParallelism()} cores for server, model and senders`,
    '',
    '| | messages/s | accepted/s | first token p50 | p99 ms | refused | p50 | p99 ms |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    line('normal', knee / 2, SECONDS.normal, normal),
    line('overload', knee * TIMES, SECONDS.flood, flooded),
    line('overload, behind its first 2 s', knee * TIMES, SECONDS.flood - 2, {
      ...flooded,
      accepted: later(flooded.accepted),
      refused: later(flooded.refused),
    }),
    line('afterwards', knee / 2, SECONDS.after, after),
    '',
    `- the knee: ${knee.toFixed(0)} replies/s with ${AT_ONCE} at once`,
    `- neither whole nor refused: ${normal.broken + flooded.broken + after.broken}`,
    goal('accepted p99', p99(flooded.accepted) / normalP99, 2, '× normal'),
    goal('accepted p99 behind the first 2 s', p99(later(flooded.accepted)) / normalP99, 2, '× normal'),
    goal('refused p99', p99(flooded.refused), 50, 'ms'),
    goal('normal again', backMs / 1_000, 5, 's'),
    `- the senders were late by ${percentile(over.lateMs, 99).toFixed(1)} ms at p99`,
  ].join('\n')
}

async function wholly(crowd: Crowd, perSecond: number, seconds: number): Promise<Figures> {
  return figuresOf(await (await flood(crowd, perSecond, seconds)).answers)
}

function figuresOf(sent: readonly Sent[]): Figures {
  const of = (outcome: Sent['outcome']) => sent.filter(one => one.outcome === outcome)
  return { accepted: of('whole'), refused: of('refused'), broken: of('broken').length }
}

/** Behind the last quarter of a second in which somebody was refused, or waited longer than usual. */
function timeUntilNormal({ accepted, refused }: Figures, from: number, usualMs: number): number {
  const late = [...refused, ...accepted.filter(({ answeredMs }) => answeredMs > usualMs)].map(({ dueAt }) =>
    Math.floor((dueAt - from) / BUCKET_MS),
  )
  const inBucket = (bucket: number) => accepted.filter(({ dueAt }) => Math.floor((dueAt - from) / BUCKET_MS) === bucket)
  // One of a hundred may always be late.
  const bad = late.filter(bucket => late.filter(other => other === bucket).length > 0.02 * inBucket(bucket).length + 1)
  return (Math.max(-1, ...bad) + 1) * BUCKET_MS
}

const ms = (sent: readonly Sent[], percent: number) =>
  percentile(
    sent.map(({ answeredMs }) => answeredMs),
    percent,
  )
const p99 = (sent: readonly Sent[]) => ms(sent, 99)
const show = (value: number) => (Number.isFinite(value) ? value.toFixed(1) : '')

function line(name: string, perSecond: number, seconds: number, { accepted, refused }: Figures): string {
  const cells = [
    perSecond.toFixed(0),
    (accepted.length / seconds).toFixed(0),
    show(ms(accepted, 50)),
    show(ms(accepted, 99)),
    refused.length,
    show(ms(refused, 50)),
    show(ms(refused, 99)),
  ]
  return `| ${[name, ...cells].join(' | ')} |`
}

function goal(what: string, value: number, most: number, unit: string): string {
  return `- ${value <= most ? 'met' : '**missed**'}: ${what} ${value.toFixed(2)} ${unit} (goal ≤ ${most})`
}
