import type { Source } from '@folio/protocol'
import type { Stage } from '../../chat/stage.ts'

const count = new Intl.NumberFormat('en')
const plural = (n: number, one: string) => `${count.format(n)} ${n === 1 ? one : `${one}s`}`

/** How far something is, in words. `share` from 0 to 1, where it is known. */
export function wordsOf(stage: Stage): { text: string; tone: 'quiet' | 'good' | 'bad'; share?: number } {
  switch (stage.kind) {
    case 'uploading': {
      const share = stage.size === 0 ? 0 : stage.sent / stage.size
      return { text: `Uploading ${percent(share)}`, tone: 'quiet', share }
    }
    case 'waiting':
      return { text: stage.again ? 'Waiting to try again' : 'Waiting', tone: 'quiet' }
    case 'working':
      return working(stage)
    case 'ready':
      return { text: `Ready, ${plural(stage.passages, 'passage')}`, tone: 'good' }
    case 'needs_ocr':
      return { text: 'This PDF has pictures of text only. Folio cannot read those.', tone: 'bad' }
    case 'failed':
      return { text: `Failed. ${stage.reason}`, tone: 'bad' }
    case 'cancelled':
      return { text: 'Cancelled', tone: 'quiet' }
    case 'refused':
      return { text: `Not taken. ${stage.reason}`, tone: 'bad' }
    case 'cut':
      return { text: 'The upload was cut off when the page was closed. Choose the file again.', tone: 'bad' }
  }
}

const PHASES = {
  waiting: 'Waiting',
  fetching: 'Fetching',
  reading: 'Reading',
  indexing: 'Indexing',
  embedding: 'Indexing',
  removing: 'Removing',
  done: 'Nearly ready',
}

function working({ phase, done, total }: Extract<Stage, { kind: 'working' }>) {
  const name = PHASES[phase]
  if (total === 0) return { text: `${name}…`, tone: 'quiet' as const }
  // Chunks and pages say something to a reader; bytes do not.
  const far = phase === 'fetching' ? percent(done / total) : `${count.format(done)} of ${count.format(total)}`
  return { text: `${name} ${far}`, tone: 'quiet' as const, share: done / total }
}

/** With a narrow space that does not break. */
export const percent = (share: number) => `${Math.floor(Math.min(share, 1) * 100)}\u202f%`

const KINDS: [RegExp, string][] = [
  [/pdf/, 'PDF'],
  [/wordprocessing/, 'Word'],
  [/markdown/, 'Markdown'],
  [/html/, 'Web page'],
  [/csv/, 'Table'],
  [/json/, 'JSON'],
]
const TYPES = { url: 'Web page', text: 'Text', file: 'Text' }

/** What kind of thing it is, and how long. */
export function factsOf({ type, media_type, length, url }: Source): string[] {
  const kind = KINDS.find(([pattern]) => pattern.test(media_type ?? ''))?.[1]
  // Of a file it is known only when that has been read.
  const facts = media_type === null && type === 'file' ? [] : [kind ?? TYPES[type]]
  if (url !== null && URL.canParse(url)) facts.push(new URL(url).host)
  if (length > 0) facts.push(plural(length, 'character'))
  return facts
}

const UNITS = ['bytes', 'KB', 'MB', 'GB']

export function sizeOf(bytes: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1)
  const value = bytes / 1_000 ** power
  return `${value.toFixed(value < 10 && power > 0 ? 1 : 0)} ${UNITS[power]}`
}
