import { JobFailure } from '../failure.ts'
import type { Raw } from '../learned.ts'
import { listZip } from '../../lib/zip.ts'

/** What a file is by how it starts; `text` where nothing speaks against it. Throws `JobFailure` for what is no document. */
export function kindOf(bytes: Uint8Array): 'pdf' | 'docx' | 'text' {
  const start = Buffer.from(bytes.subarray(0, 1_024)).toString('latin1')
  if (/^[\s\xef\xbb\xbf]*%PDF-/.test(start)) return 'pdf'
  if (start.startsWith('PK')) return isDocx(bytes) ? 'docx' : refuse('an archive, or a kind of document that is')
  for (const [magic, name] of OTHERS) if (start.startsWith(magic)) return refuse(name)
  return 'text'
}

/** What people try, by name: more helpful than "no text". */
const OTHERS = [
  ['\x89PNG', 'a picture'],
  ['\xff\xd8\xff', 'a picture'],
  ['GIF8', 'a picture'],
  ['II*\0', 'a picture'],
  ['MM\0*', 'a picture'],
  ['\xd0\xcf\x11\xe0', 'an older Office document'],
  [String.raw`{\rtf`, 'a rich text document'],
  ['%!PS', 'a PostScript document'],
  ['\x1f\x8b', 'an archive'],
  ['7z\xbc\xaf', 'an archive'],
  ['Rar!', 'an archive'],
  ['\x7fELF', 'a program'],
  ['MZ\x90\0', 'a program'],
] as const

function refuse(name: string): never {
  throw new JobFailure('unsupported_type', `This is ${name}, which cannot be read here.`)
}

function isDocx(bytes: Uint8Array): boolean {
  try {
    return listZip(bytes).some(({ name }) => /^word\/document\d*\.xml$/.test(name))
  } catch (cause) {
    throw new JobFailure('unreadable', 'The archive is broken.', { cause })
  }
}

/** How whoever sent it calls a text; the end of its name, else its media type. */
export function hintOf({ name, mediaType }: Raw): 'markdown' | 'html' | 'csv' | 'plain' | undefined {
  const ending = /\.(\w{1,10})$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const type = mediaType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return ENDINGS[ending] ?? TYPES[type]
}

const ENDINGS: Partial<Record<string, ReturnType<typeof hintOf>>> = {
  md: 'markdown',
  markdown: 'markdown',
  htm: 'html',
  html: 'html',
  xhtml: 'html',
  csv: 'csv',
  tsv: 'csv',
  txt: 'plain',
  log: 'plain',
}
const TYPES: Partial<Record<string, ReturnType<typeof hintOf>>> = {
  'text/markdown': 'markdown',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/csv': 'csv',
  'text/tab-separated-values': 'csv',
}
