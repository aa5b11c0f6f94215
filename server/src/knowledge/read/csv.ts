import { cleanDocument } from '../../lib/clean-document.ts'
import { createGrowing, type Extracted, type Room } from './extracted.ts'

const DELIMITERS = [',', ';', '\t', '|'] as const
type Delimiter = (typeof DELIMITERS)[number]

/**
 * A table as text: each row is a record of `header: value` lines. Undefined for what is no table: without a hint its
 * rows must be many and alike, since people put commas into their sentences too.
 */
export function readCsv(source: string, hinted: boolean, room: Room): Extracted | undefined {
  const delimiter = delimiterOf(source, hinted)
  if (delimiter === undefined) return undefined
  const out = createGrowing(room)
  let headers: string[] | undefined
  for (const row of rowsOf(source, delimiter)) {
    if (row.every(cell => cell.trim() === '')) continue
    if (headers === undefined) {
      headers = headersOf(row)
      if (headers === row) continue
    }
    for (const [i, cell] of row.entries()) {
      const value = cell.replace(/\s+/g, ' ').trim()
      if (value !== '') out.add(`${headers[i]?.trim() || `column ${i + 1}`}: ${value}\n`)
    }
    out.add('\n')
  }
  const mediaType = delimiter === '\t' ? 'text/tab-separated-values' : 'text/csv'
  return { title: null, mediaType, text: cleanDocument(out.text()), form: 'records', pages: null }
}

/** The first row, unless it looks like all the others. */
function headersOf(row: string[]): string[] {
  const names = row.every(cell => cell.length < 100 && !/^\s*[-+]?[\d.,]+%?\s*$/.test(cell))
  const different = new Set(row.map(cell => cell.trim())).size === row.length
  return names && different ? row : []
}

const SAMPLE_ROWS = 50
const SAMPLE_UNITS = 100_000

/** The one that cuts all rows of the sample into equally many cells, and into the most. */
function delimiterOf(source: string, hinted: boolean): Delimiter | undefined {
  const sample = source.slice(0, SAMPLE_UNITS)
  // Between rows there is no gap, between paragraphs there is.
  if (!hinted && /\n[ \t\r]*\n[ \t\r]*\S/.test(sample)) return undefined
  let best: { delimiter: Delimiter; cells: number } | undefined
  for (const delimiter of DELIMITERS) {
    const cells = evenWidth(sample, delimiter, hinted)
    if (cells !== undefined && cells > (best?.cells ?? 1)) best = { delimiter, cells }
  }
  return best?.delimiter
}

function evenWidth(sample: string, delimiter: Delimiter, hinted: boolean): number | undefined {
  const widths: number[] = []
  let [units, spaced] = [0, 0]
  for (const row of rowsOf(sample, delimiter)) {
    if (row.length === 1 && row[0]?.trim() === '') continue
    widths.push(row.length)
    units += row.reduce((sum, cell) => sum + cell.length, 0)
    spaced += row.filter((cell, i) => i > 0 && cell.startsWith(' ')).length
    if (widths.length === SAMPLE_ROWS) break
  }
  // The last row may have been cut off with the sample.
  if (widths.length > 1 && sample.length === SAMPLE_UNITS) widths.pop()
  const [width = 0] = widths
  if (hinted) return widths.filter(each => each === width).length >= widths.length * 0.8 ? width : undefined
  const alike = widths.length >= 3 && widths.every(each => each === width)
  const cells = widths.length * Math.max(1, width)
  // A comma with a blank behind it is a sentence's.
  const narrow = units / cells < 40 && spaced < cells / 3
  const plenty = width >= (delimiter === ',' || delimiter === '|' ? 3 : 2)
  return alike && narrow && plenty ? width : undefined
}

/** Cells between delimiters; within quotes anything but a quote, and two for one. Whatever is quoted wrongly is text. */
function* rowsOf(source: string, delimiter: Delimiter): Generator<string[]> {
  const at = source.charCodeAt(0) === 0xfeff ? 1 : 0
  let row: string[] = []
  for (let start = at; start <= source.length;) {
    const quoted = source[start] === '"' ? quotedCell(source, start) : undefined
    const end = endOfCell(source, quoted?.end ?? start, delimiter)
    row.push(quoted ? quoted.text + source.slice(quoted.end, end) : source.slice(start, end))
    if (source[end] !== delimiter) {
      yield row
      row = []
    }
    start = end + (source[end] === '\r' && source[end + 1] === '\n' ? 2 : 1)
  }
}

function quotedCell(source: string, start: number): { text: string; end: number } | undefined {
  for (let end = source.indexOf('"', start + 1); end !== -1; end = source.indexOf('"', end + 2)) {
    if (source[end + 1] !== '"') return { text: source.slice(start + 1, end).replaceAll('""', '"'), end: end + 1 }
  }
  return undefined
}

function endOfCell(source: string, from: number, delimiter: Delimiter): number {
  let end = from
  while (end < source.length && source[end] !== delimiter && source[end] !== '\n' && source[end] !== '\r') end++
  return end
}
