import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startLibrary, type Running } from '../servers.ts'
import { percentile } from '../statistics.ts'
import { readCollection, type Collection } from './collection.ts'
import { averagePrecision, ndcg, recall } from './measures.ts'
import { OFF_TOPIC } from './off-topic.ts'
import { watchPulse } from './pulse.ts'
import { enter, type Reader } from './reader.ts'
import { report, type Figures } from './report.ts'

/**
 * How well passages are found, through the API of the built server on a new database: hands it all documents, asks all
 * questions, and takes a document to be found where its first passage is. `--database sqlite|postgres|both`;
 * `--limit N`: the first N documents alone, to try it out.
 */
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { database: { type: 'string', default: 'both' }, limit: { type: 'string' } },
})
const [path] = positionals
if (path === undefined) throw new Error('Which documents? npm run eval:retrieval -- FOLDER')

const AT_ONCE = 32
/** Enough for a hundred documents, whatever of their passages come first. */
const WIDE = 300

const collection = readCollection(path)
const figures: Figures[] = []
for (const name of options.database === 'both' ? ['sqlite', 'postgres'] : [options.database]) {
  figures.push(await measure(name))
}
console.log(report(figures))

async function measure(name: string): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'folio-retrieval-'))
  const server = await startLibrary(folder, name === 'sqlite' ? `sqlite:${folder}/library.db` : postgresUrl())
  process.once('SIGINT', () => void end(server, folder).then(() => process.exit(130)))
  try {
    const reader = await enter(server.base)
    const documents = collection.documents.slice(0, Number(options.limit ?? collection.documents.length))
    const read = await readAll(server, reader, documents)
    return { name, documents: documents.length, ...read.figures, ...(await askAll(server, reader, read.idsOf)) }
  } finally {
    await end(server, folder)
  }
}

async function end(server: Running, folder: string): Promise<void> {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}

/** A new one: made by who starts this. */
function postgresUrl(): string {
  const url = process.env['EVAL_POSTGRES_URL']
  if (url === undefined) throw new Error('EVAL_POSTGRES_URL names no database')
  return url
}

/** The same text twice is one source. */
type IdsOf = ReadonlyMap<string, readonly string[]>

async function readAll(server: Running, reader: Reader, documents: Collection['documents']) {
  const idsOf = new Map<string, string[]>()
  const pulse = watchPulse(server.base)
  const from = performance.now()
  const left = documents.values()
  const hand = async () => {
    for (const { id, title, text } of left) {
      const source = await reader.queue(title, text)
      idsOf.set(source, [...(idsOf.get(source) ?? []), id])
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, hand))
  const passages = await reader.learnt()
  const ingestSeconds = (performance.now() - from) / 1_000
  const ingestHealthP99Ms = percentile(pulse.end(), 99)
  process.stderr.write(`${passages} passages in ${ingestSeconds.toFixed(1)} s\n`)
  return { idsOf, figures: { passages, ingestSeconds, passagesPerSecond: passages / ingestSeconds, ingestHealthP99Ms } }
}

async function askAll(server: Running, reader: Reader, idsOf: IdsOf) {
  const pulse = watchPulse(server.base)
  const { queries, grades } = collection
  const times: number[] = []
  const isRefused = async (query: string) => {
    const from = performance.now()
    const { reason } = await reader.find(query)
    times.push(performance.now() - from)
    return reason !== null
  }
  // The first questions start the thread and fill caches: nobody's p95.
  for (const { text } of queries.slice(0, 5)) await reader.find(text)
  const sums = { ndcg10: 0, recall100: 0, map: 0, refused: 0 }
  for (const { id, text } of queries) {
    sums.refused += Number(await isRefused(text))
    const { passages } = await reader.find(text, WIDE)
    const ranked = [...new Set(passages.flatMap(({ source_id }) => idsOf.get(source_id) ?? []))]
    const judged = grades.get(id) ?? new Map()
    sums.ndcg10 += ndcg(ranked, judged, 10)
    sums.recall100 += recall(ranked, judged, 100)
    sums.map += averagePrecision(ranked, judged)
  }
  let offTopic = 0
  for (const query of OFF_TOPIC) offTopic += Number(await isRefused(query))
  return {
    ndcg10: sums.ndcg10 / queries.length,
    recall100: sums.recall100 / queries.length,
    map: sums.map / queries.length,
    refused: sums.refused / queries.length,
    refusedOffTopic: offTopic / OFF_TOPIC.length,
    searchP50Ms: percentile(times, 50),
    searchP95Ms: percentile(times, 95),
    searchHealthP99Ms: percentile(pulse.end(), 99),
  }
}
