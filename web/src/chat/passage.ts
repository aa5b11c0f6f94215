import type { Citation, Source } from '@folio/protocol'
import type { Sources } from './sources.ts'

/** A window of a document, and where in it the passage stands. */
export type Reading = {
  source: Source
  /** Where `text` begins in the document. */
  start: number
  text: string
  /** Counted as in the document; null: the document has changed since, and says this no longer. */
  passage: { start: number; end: number } | null
}

/** UTF-16 units that are read around a passage, and with every step further. */
const AROUND = 6_000
const STEP = 16_000

type Cited = Pick<Citation, 'source_id' | 'start' | 'end' | 'quote'>

/** Opens a document where it is cited. The quote is looked for where it has moved. Throws `CallFailed`. */
export async function openPassage(sources: Sources, cited: Cited): Promise<Reading> {
  const start = Math.max(0, cited.start - AROUND)
  const [source, text] = await Promise.all([
    sources.find(cited.source_id),
    sources.text(cited.source_id, start, cited.end + AROUND),
  ])
  if (text.slice(cited.start - start, cited.end - start) === cited.quote)
    return { source, start, text, passage: { start: cited.start, end: cited.end } }
  return lookFor(cited, source, await sources.text(cited.source_id, 0, source.length))
}

/** Opens a document at its beginning. Throws `CallFailed`. */
export async function openDocument(sources: Sources, id: string): Promise<Reading> {
  const source = await sources.find(id)
  const text = source.document_id === null ? '' : await sources.text(id, 0, STEP)
  return { source, start: 0, text, passage: null }
}

function lookFor({ quote, start }: Cited, source: Source, whole: string): Reading {
  const found = nearest(whole, quote, start)
  if (found < 0) return { source, start: 0, text: whole.slice(0, STEP), passage: null }
  const from = Math.max(0, found - AROUND)
  const passage = { start: found, end: found + quote.length }
  return { source, start: from, text: whole.slice(from, passage.end + AROUND), passage }
}

function nearest(text: string, quote: string, start: number): number {
  if (quote === '') return -1
  const before = text.lastIndexOf(quote, start)
  const after = text.indexOf(quote, start)
  if (before < 0 || after < 0) return Math.max(before, after)
  return start - before <= after - start ? before : after
}

export const hasBefore = ({ start }: Reading): boolean => start > 0
export const hasAfter = ({ start, text, source }: Reading): boolean => start + text.length < source.length

/** The same with more text in front. */
export async function readBefore(sources: Sources, reading: Reading): Promise<Reading> {
  const start = Math.max(0, reading.start - STEP)
  const text = await sources.text(reading.source.id, start, reading.start)
  return { ...reading, start, text: text + reading.text }
}

/** The same with more text behind. */
export async function readAfter(sources: Sources, reading: Reading): Promise<Reading> {
  const end = reading.start + reading.text.length
  const text = await sources.text(reading.source.id, end, end + STEP)
  return { ...reading, text: reading.text + text }
}
