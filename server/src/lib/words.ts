/** A word of a text: `term` is what it is found by, `text.slice(start, end)` is where it stands. */
export type Word = {
  term: string
  start: number
  end: number
  /** Of letters that are written without spaces: one pair of them, or the last one by itself. */
  part: 'whole' | 'pair' | 'last'
}

/**
 * The words of a text in their order, as people look for them: letters and digits, in lower case, without accents, not
 * cut down to their stems. Where words are written without spaces, each two letters are one. A term has 1 to 64 UTF-16
 * units, all of them letters, digits or marks.
 */
export function* wordsOf(text: string): Generator<Word> {
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (ASCII.test(run)) yield { term: cut(run.toLowerCase()), start: index, end: index + run.length, part: 'whole' }
    else yield* wordsOfRun(run, index)
  }
}

const RUN = /[\p{L}\p{M}\p{N}]+/gu
const ASCII = /^[\0-\x7f]*$/

const SCRIPTS = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar']
const SPACELESS = `${SCRIPTS.map(script => String.raw`\p{Script=${script}}`).join('')}ーｰ`
const PIECE = new RegExp(`[${SPACELESS}]+|[^${SPACELESS}]+`, 'gu')
const IS_SPACELESS = new RegExp(`^[${SPACELESS}]`, 'u')

function* wordsOfRun(run: string, at: number): Generator<Word> {
  for (const { 0: piece, index } of run.matchAll(PIECE)) {
    const start = at + index
    if (IS_SPACELESS.test(piece)) {
      yield* pairsOf(piece, start)
      continue
    }
    const term = fold(piece)
    if (term !== '') yield { term: cut(term), start, end: start + piece.length, part: 'whole' }
  }
}

/** "信息检索" is 信息, 息检, 检索, and 索: so that each letter begins something. */
function* pairsOf(piece: string, at: number): Generator<Word> {
  let before: { letter: string; start: number } | undefined
  let start = at
  // Most are written as they are looked for; to ask that of each letter takes ten times as long.
  const isPlain = piece.normalize('NFKC') === piece
  for (const written of piece) {
    const letter = isPlain ? written : fold(written)
    const end = start + written.length
    if (before) yield { term: before.letter + letter, start: before.start, end, part: 'pair' }
    if (letter !== '') before = { letter, start }
    start = end
  }
  if (before) yield { term: before.letter, start: before.start, end: start, part: 'last' }
}

/** Accents that are written above and below Latin, Greek, Cyrillic and Arabic letters; in other scripts marks are letters. */
const ACCENTS = /[\u0300-\u036f\u064b-\u0655]/g
const NOT_OF_WORDS = /[^\p{L}\p{M}\p{N}]/gu
/** Letters that are no other letter with an accent, and are typed as one all the same. */
const TYPED_AS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
}
const TYPED = new RegExp(`[${Object.keys(TYPED_AS).join('')}]`, 'g')

/** Looked up: people use few different words. */
const known = new Map<string, string>()
const MAX_KNOWN = 20_000

function fold(written: string): string {
  const found = known.get(written)
  if (found !== undefined) return found
  const plain = written.normalize('NFKD').toLowerCase().replace(ACCENTS, '')
  const typed = plain.replace(TYPED, letter => TYPED_AS[letter] ?? letter)
  const folded = typed.normalize('NFC').replace(NOT_OF_WORDS, '')
  if (known.size === MAX_KNOWN) known.clear()
  // A copy: a part of a text, kept, keeps all of the text.
  if (written.length <= MAX_UNITS) known.set(Buffer.from(written).toString(), folded)
  return folded
}

const MAX_UNITS = 64

/** Never through a pair. */
function cut(term: string): string {
  return term.length <= MAX_UNITS ? term : term.slice(0, MAX_UNITS).replace(/[\ud800-\udbff]$/, '')
}

/** So much of a text is found: what stands behind it would hold up everybody else for longer than a frame. */
export const FOUND_CHARS = 100_000
/** What PostgreSQL takes of one text, in bytes, and what a term takes besides its letters. */
const ROOM_BYTES = 1_000_000
const BESIDES_BYTES = 24

/** The different terms that a text is found by. Of what would fill a book, those that come first. */
export function termsOf(text: string): string[] {
  const terms = new Set<string>()
  let room = ROOM_BYTES
  for (const { term } of wordsOf(text.slice(0, FOUND_CHARS))) {
    if (terms.has(term)) continue
    room -= term.length * 3 + BESIDES_BYTES
    if (room < 0) break
    terms.add(term)
  }
  return [...terms]
}

/** `begins`: words that only begin so are looked for too. */
export type Sought = { term: string; begins: boolean }

/** What a question looks for: everything in it but its words is of no account. */
export function soughtBy(question: string): Sought[] {
  const sought = new Map<string, Sought>()
  let pairs = false
  for (const { term, part } of wordsOf(question)) {
    // The last of many letters is in the pair before it.
    const isTold = part === 'last' && pairs
    pairs = part === 'pair'
    if (!isTold) sought.set(term, { term, begins: part === 'last' || (part === 'whole' && term.length > 1) })
  }
  return [...sought.values()]
}

export function isSought(term: string, sought: readonly Sought[]): boolean {
  return sought.some(each => (each.begins ? term.startsWith(each.term) : term === each.term))
}
