import { cleanDocument } from '../../lib/clean-document.ts'
import { createGrowing, type Extracted, type Room } from './extracted.ts'

/** JSON, and JSON Lines: each value stands behind its path, each record apart. Undefined for what is neither. */
export function readJson(source: string, room: Room): Extracted | undefined {
  if (!/^\s*[[{]/.test(source)) return undefined
  const whole = parsed(source)
  if (whole !== undefined) return extracted(Array.isArray(whole) ? whole : [whole], 'application/json', room)
  const records = parsedLines(source)
  return records && extracted(records, 'application/x-ndjson', room)
}

function extracted(records: unknown[], mediaType: string, room: Room): Extracted {
  const out = createGrowing(room)
  for (const record of records) {
    for (const line of linesOf(record)) out.add(line)
    out.add('\n')
  }
  return { title: null, mediaType, text: cleanDocument(out.text()), form: 'records', pages: null }
}

/** `address.city: Berlin`, one value after the other; by a list instead of by recursion: nesting has no bound. */
function* linesOf(record: unknown): Generator<string> {
  const open: [path: string, value: unknown][] = [['', record]]
  for (let next = open.pop(); next; next = open.pop()) {
    const [path, value] = next
    if (Array.isArray(value) && value.every(isScalar)) yield lineOf(path, value.map(String).join(', '))
    else if (Array.isArray(value)) for (let i = value.length - 1; i >= 0; i--) open.push([`${path}[${i}]`, value[i]])
    else if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value).reverse()
      for (const [key, inner] of entries) open.push([path === '' ? key : `${path}.${key}`, inner])
    } else if (value !== null && value !== '') yield lineOf(path, `${value as string | number | boolean}`)
  }
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}

/** What has lines of its own starts on a line of its own. */
function lineOf(path: string, value: string): string {
  if (value === '') return ''
  if (path === '') return `${value}\n`
  return value.includes('\n') ? `${path}:\n${value}\n` : `${path}: ${value}\n`
}

function parsed(source: string): unknown {
  try {
    return JSON.parse(source)
  } catch {
    return undefined
  }
}

/** At least two lines, and a record on each. */
function parsedLines(source: string): unknown[] | undefined {
  const records: unknown[] = []
  for (const line of source.split('\n')) {
    if (line.trim() === '') continue
    const record = parsed(line)
    if (isScalar(record)) return undefined
    records.push(record)
  }
  return records.length > 1 ? records : undefined
}
