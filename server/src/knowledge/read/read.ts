import { JobFailure } from '../failure.ts'
import type { Raw } from '../learned.ts'
import { readCsv } from './csv.ts'
import { decode } from './decode.ts'
import { readDocx } from './docx.ts'
import { tooLong, type Extracted, type Room } from './extracted.ts'
import { readHtml } from './html.ts'
import { readJson } from './json.ts'
import { hintOf, kindOf } from './kind.ts'
import { looksLikeMarkdown, readMarkdown } from './markdown.ts'
import { readPdf } from './pdf.ts'
import { readPlain } from './plain.ts'

/** Reads what the bytes are, whatever they are called. Throws `JobFailure` where there is nothing to be read. */
export async function readDocument(raw: Raw, room: Room): Promise<Extracted> {
  if (raw.bytes.length === 0) throw new JobFailure('empty', 'The document is empty.')
  const read = await whole(() => readKind(raw, room))
  if (read.text === '') throw new JobFailure('empty', 'There is no text in the document.')
  if (read.text.length > room.maxChars) throw tooLong(room)
  return read
}

async function readKind(raw: Raw, room: Room): Promise<Extracted> {
  const kind = kindOf(raw.bytes)
  if (kind === 'pdf') return readPdf(raw.bytes, room)
  if (kind === 'docx') return readDocx(raw.bytes)
  const text = decode(raw.bytes)
  if (text === undefined) throw new JobFailure('unsupported_type', 'This is no text, and no document that is known.')
  return readText(text, raw, room)
}

/** Among texts a name may say what the content leaves open; it decides nothing against the content. */
async function readText(text: string, raw: Raw, room: Room): Promise<Extracted> {
  const hint = hintOf(raw)
  const json = readJson(text, room)
  if (json) return json
  if (hint === 'markdown' && !WHOLE_PAGE.test(text.slice(0, 4_096))) return readMarkdown(text)
  if (HTML.test(text.slice(0, 4_096)) || (hint === 'html' && /<[a-z][^<>]*>/i.test(text))) return readHtml(text)
  const table = readCsv(text, hint === 'csv', room)
  if (table) return table
  return hint !== 'plain' && looksLikeMarkdown(text) ? readMarkdown(text) : readPlain(text)
}

const WHOLE_PAGE = /^\s*<(?:!doctype html|html)[\s>]/i

/** Starts like a page: behind what may stand before it. */
const HTML =
  /^\s*(?:<\?xml[^<>]*>\s*)?(?:<!--[^<>]*-->\s*)*<(?:!doctype html|html|head|body|title|meta|article|main|div|p|h1|table)[\s>]/i

/** What is nested deeper than the stack is, in whichever way. */
async function whole<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new JobFailure('unreadable', 'The document is nested too deeply, or too large to be read.', { cause })
  }
}
