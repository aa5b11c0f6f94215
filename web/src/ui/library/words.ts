import type { Source } from '@folio/protocol'
import type { Stage } from '../../chat/stage.ts'
import { libraryWords as words, type LibraryWords } from '../../words/en/library.ts'
import { formatNumber, formatPercent } from '../../words/format.ts'

/** How far something is, in words. `share` from 0 to 1, where it is known. */
export function wordsOf(stage: Stage): { text: string; tone: 'quiet' | 'good' | 'bad'; share?: number } {
  switch (stage.kind) {
    case 'uploading': {
      const share = stage.size === 0 ? 0 : stage.sent / stage.size
      return { text: words.uploading(formatPercent(share)), tone: 'quiet', share }
    }
    case 'waiting':
      return { text: stage.again ? words.waitingAgain : words.phases.waiting, tone: 'quiet' }
    case 'working':
      return working(stage)
    case 'ready':
      return { text: words.ready(stage.passages), tone: 'good' }
    case 'needs_ocr':
      return { text: words.picturesOnly, tone: 'bad' }
    case 'failed':
      return { text: words.failed(stage.reason), tone: 'bad' }
    case 'cancelled':
      return { text: words.cancelled, tone: 'quiet' }
    case 'refused':
      return { text: words.notTaken(stage.reason), tone: 'bad' }
    case 'cut':
      return { text: words.cut, tone: 'bad' }
  }
}

function working({ phase, done, total }: Extract<Stage, { kind: 'working' }>) {
  const name = words.phases[phase]
  if (total === 0) return { text: words.begun(name), tone: 'quiet' as const }
  // Chunks and pages say something to a reader; bytes do not.
  const far = phase === 'fetching' ? formatPercent(done / total) : words.doneOf(formatNumber(done), formatNumber(total))
  return { text: words.far(name, far), tone: 'quiet' as const, share: done / total }
}

const KINDS: [RegExp, keyof LibraryWords['kinds']][] = [
  [/pdf/, 'pdf'],
  [/wordprocessing/, 'word'],
  [/markdown/, 'markdown'],
  [/html/, 'web'],
  [/csv/, 'table'],
  [/json/, 'json'],
]
const TYPES = { url: 'web', text: 'text', file: 'text' } as const

/** What kind of thing it is, and how long. */
export function factsOf({ type, media_type, length, url }: Source): string[] {
  const kind = KINDS.find(([pattern]) => pattern.test(media_type ?? ''))?.[1]
  // Of a file it is known only when that has been read.
  const facts = media_type === null && type === 'file' ? [] : [words.kinds[kind ?? TYPES[type]]]
  if (url !== null && URL.canParse(url)) facts.push(new URL(url).host)
  if (length > 0) facts.push(words.characters(length))
  return facts
}
