import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** Documents, questions, and who has judged which document to answer which question: as BEIR lays them out. */
export type Collection = {
  documents: { id: string; title: string; text: string }[]
  /** Only those that somebody has judged a document for. */
  queries: { id: string; text: string }[]
  /** By question, by document: from 1, the higher the better. */
  grades: ReadonlyMap<string, ReadonlyMap<string, number>>
}

type Line = { _id: string; title?: string; text: string }

/**
 * Of a folder with `corpus.jsonl`, `queries.jsonl` (or `queries.tsv`, id and text) and `qrels/test.tsv` (or `qrels.tsv`,
 * question, document and grade, with a head or without), each of them as it is or with `.gz`.
 */
export function readCollection(folder: string): Collection {
  const grades = readGrades(tabbed(read(folder, 'qrels/test.tsv') ?? need(folder, 'qrels.tsv')))
  const lines = read(folder, 'queries.jsonl')
  const queries = lines
    ? jsonLines(lines).map(({ _id: id, text }) => ({ id, text }))
    : tabbed(need(folder, 'queries.tsv')).map(([id = '', text = '']) => ({ id, text }))
  return {
    documents: jsonLines(need(folder, 'corpus.jsonl')).map(({ _id: id, title = '', text }) => ({ id, title, text })),
    queries: queries.filter(({ id }) => grades.has(id)),
    grades,
  }
}

function readGrades(rows: readonly string[][]): Collection['grades'] {
  const grades = new Map<string, Map<string, number>>()
  for (const [query = '', document = '', grade] of rows) {
    // BEIR's files begin with the names of their columns.
    if (!(Number(grade) > 0)) continue
    const known = grades.get(query)
    if (known) known.set(document, Number(grade))
    else grades.set(query, new Map([[document, Number(grade)]]))
  }
  return grades
}

function jsonLines(text: string): Line[] {
  return linesOf(text).map(line => JSON.parse(line) as Line)
}

function tabbed(text: string): string[][] {
  return linesOf(text).map(line => line.split('\t'))
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter(line => line !== '')
}

function need(folder: string, name: string): string {
  const text = read(folder, name)
  if (text === undefined) throw new Error(`There is no ${name} in ${folder}`)
  return text
}

function read(folder: string, name: string): string | undefined {
  const path = join(folder, name)
  if (existsSync(path)) return readFileSync(path, 'utf8')
  return existsSync(`${path}.gz`) ? gunzipSync(readFileSync(`${path}.gz`)).toString() : undefined
}
