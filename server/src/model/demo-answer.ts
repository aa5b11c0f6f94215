import type { Passage } from '@folio/protocol'
import { CONNECT } from './demo-text.ts'
import type { Grounds } from './model.ts'

const MAX_QUOTES = 3
/** UTF-16 units of one quote. */
const MAX_QUOTE_CHARS = 400

/**
 * What the demo model says where it was given passages: of the best ones the sentences that are nearest to the question,
 * word for word. A number is a mark, and stands where a model would write `[1]`; the text between is the same for the
 * same passages, so that it can go on from any point.
 */
export function demoAnswer({ question, passages }: Grounds): (string | number)[] {
  const words = wordsOf(question)
  const quoted = passages
    .slice(0, MAX_QUOTES)
    .flatMap(({ number, passage }) => [
      `\n\nFrom ${nameOf(passage)}`,
      number,
      `:\n\n${asQuote(nearest(passage.text, words))}`,
    ])
  return [OPENING, ...quoted, `\n\n${CONNECT}`]
}

const OPENING =
  'This is a placeholder response: no model is connected yet, so here is what your documents say, word for word.'

function nameOf({ title, page }: Passage): string {
  const plain = title.replace(/[\p{Cc}`\\[\]*_<>~|\s]+/gu, ' ').trim()
  return `*${plain === '' ? 'a document' : plain}*${page === null ? '' : `, page ${page}`}`
}

/** A quote in Markdown. Numbers in brackets are the document's own, and no marks. */
function asQuote(text: string): string {
  const lines = text.replace(/(?<!\\)\[(?=[\d ,;–-]+\])/g, String.raw`\[`).split(/\r?\n/)
  return lines.map(line => `> ${line}`).join('\n')
}

const SENTENCES = new Intl.Segmenter('en', { granularity: 'sentence' })
const WORDS = new Intl.Segmenter('en', { granularity: 'word' })

function wordsOf(text: string): Set<string> {
  const words = [...WORDS.segment(text.toLowerCase())].filter(({ isWordLike }) => isWordLike)
  // Latin words of three letters are in every sentence.
  return new Set(words.map(({ segment }) => segment).filter(word => word.length > 3 || !/^[a-z]/.test(word)))
}

/** From the sentence that shares the most words with the question: it, and what follows, as far as a quote goes. */
function nearest(text: string, words: ReadonlySet<string>): string {
  const sentences = [...SENTENCES.segment(text)].map(({ segment }) => segment)
  const shared = sentences.map(sentence => [...wordsOf(sentence)].filter(word => words.has(word)).length)
  const best = shared.indexOf(Math.max(...shared))
  let quote = ''
  for (const sentence of sentences.slice(Math.max(0, best))) {
    if (quote !== '' && quote.length + sentence.length > MAX_QUOTE_CHARS) break
    quote += sentence
  }
  return quote.trim()
}
