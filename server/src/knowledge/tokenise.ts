import { stem } from './porter.ts'

/** Raised whenever the same text gives other terms: a document that is read again is then indexed anew. */
export const TOKENISER = 1

/**
 * All terms of a text in their order, each as often as it occurs. Lower case and NFKC; English words by their stem;
 * Chinese, Japanese and Korean by two letters at a time; Thai, Lao, Khmer and Burmese by the words of a dictionary.
 * "IL-6" and "IL6" both have "il", "6" and "il6". A term has 1 to 64 UTF-16 units, no space, no NUL and no half of a
 * pair.
 */
export function tokenise(text: string): string[] {
  const terms: string[] = []
  for (const [word] of plain(text).matchAll(WORD)) {
    if (ASCII.test(word)) pushAscii(word, terms)
    else pushOther(word, terms)
  }
  return terms
}

const MAX_UNITS = 64
const ASCII = /^[\0-\x7f]*$/

/** Numbers with their points, words with their hyphens, pictures. */
const WORD = /\p{Nd}+(?:[.,]\p{Nd}+)+(?!\p{L})|[\p{L}\p{M}\p{N}]+(?:-[\p{L}\p{M}\p{N}]+)*|\p{Emoji_Presentation}/gu

function plain(text: string): string {
  const lower = ASCII.test(text) ? text.toLowerCase() : folded(text)
  return lower.includes("'") ? lower.replace(CLITIC, '').replace(NOT, 'nt') : lower
}

function folded(text: string): string {
  const lower = text.normalize('NFKC').toLowerCase()
  return lower.replace(UNSEEN, '').replace(APOSTROPHES, "'").replaceAll('\u2010', '-').replaceAll('ß', 'ss')
}

/** Soft hyphens, joiners, directions; the dot that lower case leaves of a Turkish İ. */
const UNSEEN = /\u00ad|\u0307|[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]|[\ufe00-\ufe0f]/g
const APOSTROPHES = /[\u2018\u2019\u02bc]/g
/** English: "the cell's", "we'll". Other apostrophes part two words, as in "l'eau". */
const CLITIC = /(?<=\p{L})'(?:s|d|m|ll|re|ve)(?!\p{L})/gu
const NOT = /(?<=\p{L})n't(?!\p{L})/gu

/** Looked up: a text has few different words. */
const known = new Map<string, readonly string[]>()
const MAX_KNOWN = 50_000

function pushAscii(word: string, terms: string[]): void {
  let found = known.get(word)
  if (!found) {
    // A copy: a part of a text, kept, keeps all of the text.
    const own = Buffer.from(word).toString()
    found = asciiTerms(own)
    if (known.size === MAX_KNOWN) known.clear()
    if (own.length <= MAX_UNITS) known.set(own, found)
  }
  for (const term of found) terms.push(term)
}

/** On SciFact, nDCG@10 is .67 without the parts and the whole of "IL-6", and .69 with both. */
function asciiTerms(word: string): string[] {
  if (word.includes('-')) return [...word.split('-').flatMap(asciiTerms), simple(word.replaceAll('-', ''))]
  const [, letters, digits] = NAME_AND_NUMBER.exec(word) ?? NUMBER_AND_NAME.exec(word) ?? []
  return letters !== undefined && digits !== undefined ? [word, letters, digits].map(simple) : [simple(word)]
}

/** No more than these: in "bot9f3ca" no part means anything. */
const NAME_AND_NUMBER = /^([a-z]+)(\d+)$/
const NUMBER_AND_NAME = /^(\d+)([a-z]+)$/

function simple(word: string): string {
  if (word.length > MAX_UNITS) return word.slice(0, MAX_UNITS)
  if (ENGLISH.test(word)) return stem(word)
  return THOUSANDS.test(word) ? word.replaceAll(',', '') : word
}

const ENGLISH = /^[a-z]+$/
const THOUSANDS = /^\d{1,3}(?:,\d{3})+$/

const PAIRED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー`
const SPACELESS = { th: 'Thai', lo: 'Lao', km: 'Khmer', my: 'Myanmar' }
const OTHERS = ['Hangul', ...Object.values(SPACELESS)].map(script => String.raw`\p{Script=${script}}`)
/** Letters that stand without spaces stand apart from what is around them. */
const ONE_SCRIPT = new RegExp(
  [`[${PAIRED}]+`, ...OTHERS.map(script => `${script}+`), `[^${PAIRED}${OTHERS.join('')}]+`].join('|'),
  'gu',
)
const SPACELESS_LETTER = new RegExp(`[${PAIRED}${OTHERS.join('')}]`, 'u')
const BY_PAIRS = new RegExp(String.raw`^[${PAIRED}\p{Script=Hangul}]`, 'u')

function pushOther(word: string, terms: string[]): void {
  for (const part of word.split('-')) pushWord(part, terms)
  if (word.includes('-') && !SPACELESS_LETTER.test(word)) terms.push(cut(word.replaceAll('-', '')))
}

function pushWord(word: string, terms: string[]): void {
  for (const [piece] of word.matchAll(ONE_SCRIPT)) {
    const language = LANGUAGES.find(({ script }) => script.test(piece))
    if (BY_PAIRS.test(piece)) pushPairs(Array.from(piece), terms)
    else if (language) pushWords(piece, language.segmenter(), terms)
    else if (ASCII.test(piece)) pushAscii(piece, terms)
    else terms.push(cut(piece))
  }
}

/** "信息检索" is 信息, 息检, 检索. */
function pushPairs(letters: string[], terms: string[]): void {
  if (letters.length === 1) terms.push(letters.join(''))
  for (let at = 1; at < letters.length; at++) terms.push(`${letters[at - 1]}${letters[at]}`)
}

const LANGUAGES = Object.entries(SPACELESS).map(([locale, script]) => {
  let made: Intl.Segmenter | undefined
  return {
    script: new RegExp(String.raw`^\p{Script=${script}}`, 'u'),
    segmenter: () => (made ??= new Intl.Segmenter(locale, { granularity: 'word' })),
  }
})

/** A dictionary takes longer the longer a run is; nobody writes so long without a space. */
const RUN_UNITS = 1_000

function pushWords(run: string, segmenter: Intl.Segmenter, terms: string[]): void {
  for (let at = 0; at < run.length; at += RUN_UNITS)
    for (const { segment } of segmenter.segment(run.slice(at, at + RUN_UNITS))) terms.push(cut(segment))
}

/** Never through a pair. */
function cut(word: string): string {
  if (word.length <= MAX_UNITS) return word
  return word.slice(0, MAX_UNITS).replace(/[\ud800-\udbff]$/, '')
}
