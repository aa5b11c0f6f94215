import { readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { makePdf } from '../server/src/knowledge/testing/documents.ts'
import { chat } from './chat.ts'
import type { Running } from './servers.ts'
import { percentile } from './statistics.ts'
import { folioTarget } from './targets.ts'
import { countTokens } from './tokens.ts'

const PAGES = 300
const READERS = 5
/** At the pace of a real model; each token says when it was written. */
const MODEL = 'tokens-500.rate-50.stamped'
const BEFORE_MS = 6_000
const LEAST_DURING_MS = 1_000
const POLL_MS = 100
const PATIENCE_MS = 300_000

type Ages = { p50: number; p99: number; max: number; count: number }
export type Ingested = {
  name: string
  before: Ages
  during: Ages
  seconds: number
  chunks: number
  acceptedMs: number
  deletedMs: number
  /** Of the process that reads: at the most, before it and behind it. */
  peakMb: { before: number; after: number }
}

/**
 * A PDF of 300 pages is read while replies stream: how old their tokens are when they arrive, before and meanwhile.
 * `worker`: the process that reads it, the server itself or one beside it.
 */
export async function measureIngest(name: string, server: Running, worker: Running): Promise<Ingested> {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity })
  const leaving = new AbortController()
  const target = folioTarget([server.base])
  let ages: number[] = []
  const readers = Array.from({ length: READERS }, async () => {
    const visitor = await target.enter(READERS)
    while (!leaving.signal.aborted) {
      const fault = await chat(visitor, { model: MODEL, agent, signal: leaving.signal }, bytes => {
        countTokens(bytes, age => void ages.push(age))
      })
      if (fault !== undefined) await sleep(50)
    }
  })
  const ana = await enter(server.base)
  await sleep(2_000)
  ages = []
  await sleep(BEFORE_MS)
  const before = summary(ages)
  const peakBefore = peakMbOf(worker.pid)

  const file_id = await upload(ana, makePdf(Array.from({ length: PAGES }, (_, n) => pageText(n))))
  ages = []
  const beganAt = performance.now()
  const { job_id, source_id } = await ana.call<Queued>('POST', '/api/training/queue', {
    source: { type: 'file', file_id },
  })
  const acceptedMs = performance.now() - beganAt
  await ended(ana, job_id)
  const tookMs = performance.now() - beganAt
  // What a quick one has held up comes a little later.
  await sleep(Math.max(200, LEAST_DURING_MS - tookMs))
  const during = summary(ages)
  const peakAfter = peakMbOf(worker.pid)
  const { passages } = await ana.call<{ passages: number }>('GET', `/api/sources/${source_id}`)
  const deletedAt = performance.now()
  await ana.call('DELETE', `/api/training/delete/${source_id}`)
  const deletedMs = performance.now() - deletedAt

  leaving.abort()
  await Promise.all(readers)
  agent.destroy()
  return {
    name,
    before,
    during,
    seconds: tookMs / 1_000,
    chunks: passages,
    acceptedMs,
    deletedMs,
    peakMb: { before: peakBefore, after: peakAfter },
  }
}

export function reportIngest(rows: readonly Ingested[]): string {
  const ms = ({ p50, p99, max }: Ages) => [p50, p99, max].map(value => value.toFixed(1)).join(' / ')
  return [
    `### ingest: a PDF of ${PAGES} pages while ${READERS} replies stream, 50 tokens a second each`,
    '',
    '| | token age before p50 / p99 / max ms | meanwhile | chunks | s | chunks/s | 202 ms | delete ms | peak MB before → after |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map(row => {
      const { name, before, during, chunks, seconds, acceptedMs, deletedMs, peakMb } = row
      const cells = [
        ms(before),
        ms(during),
        chunks,
        seconds.toFixed(1),
        (chunks / seconds).toFixed(0),
        acceptedMs.toFixed(0),
        deletedMs.toFixed(0),
        `${peakMb.before.toFixed(0)} → ${peakMb.after.toFixed(0)}`,
      ]
      return `| ${[name, ...cells].join(' | ')} |`
    }),
  ].join('\n')
}

function summary(ages: readonly number[]): Ages {
  return { p50: percentile(ages, 50), p99: percentile(ages, 99), max: Math.max(...ages), count: ages.length }
}

/** The most memory that a process has had in hand at once. Reads `/proc`: Linux only. */
function peakMbOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024
}

type Queued = { job_id: string; source_id: string }
type Caller = Awaited<ReturnType<typeof enter>>

async function enter(base: string) {
  const json = { 'content-type': 'application/json' }
  const signedIn = await fetch(`${base}/auth/guest`, { method: 'POST', headers: json, body: '{}' })
  const { access_token: token } = (await signedIn.json()) as { access_token: string }
  const authorization = `Bearer ${token}`
  return {
    base,
    authorization,
    async call<T>(method: string, path: string, body?: object): Promise<T> {
      const headers = { authorization, ...(body && json) }
      const response = await fetch(base + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return (await response.json()) as T
    },
  }
}

async function upload({ base, authorization }: Caller, pdf: Uint8Array): Promise<string> {
  const body = new FormData()
  body.set('file', new Blob([Uint8Array.from(pdf)], { type: 'application/pdf' }), 'three-hundred-pages.pdf')
  const response = await fetch(`${base}/api/files`, { method: 'POST', headers: { authorization }, body })
  if (!response.ok) throw new Error(`/api/files: ${response.status} ${await response.text()}`)
  return ((await response.json()) as { file_id: string }).file_id
}

async function ended(caller: Caller, id: string): Promise<void> {
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until; await sleep(POLL_MS)) {
    const { status, error } = await caller.call<{ status: string; error: unknown }>('GET', `/api/training/jobs/${id}`)
    if (status === 'succeeded') return
    if (status !== 'queued' && status !== 'running') throw new Error(`the job has ${status}: ${JSON.stringify(error)}`)
  }
  throw new Error('the job did not end in time')
}

const GUIDE = new URL('../PRODUCTION_GUIDE.md', import.meta.url)
const WORDS = readFileSync(GUIDE, 'utf8').match(/[a-z]{3,}/g) ?? []

/** Forty lines of words of this project, in another order on each page. */
function pageText(page: number): string {
  const word = (n: number) => WORDS[(page * 7_919 + n * 104_729) % WORDS.length] ?? 'word'
  const line = (n: number) => `${Array.from({ length: 11 }, (_, k) => word(n * 11 + k)).join(' ')}.`
  return Array.from({ length: 40 }, (_, n) => line(n)).join('\n')
}
