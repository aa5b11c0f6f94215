import { insidePair, type Snippet } from '@folio/protocol'
import { isSought, wordsOf, type Sought, type Word } from './words.ts'

/** UTF-16 units, and how many of them stand before what was found. */
const LENGTH = 160
const BEFORE = 48

/** What stands around the first of the words that are sought, on one line, with all of them marked that are in it. */
export function snippetOf(text: string, sought: readonly Sought[]): Snippet {
  const words = wordsAround(text, sought)
  const [first] = words
  if (!first) return cutOut(text, 0, [])
  const from = first.start <= BEFORE ? 0 : afterSpace(text, first.start - BEFORE, first.start)
  return cutOut(text, from, words)
}

/** Those that are sought, from the first on and no further than a snippet goes. */
function wordsAround(text: string, sought: readonly Sought[]): Word[] {
  const found: Word[] = []
  for (const word of wordsOf(text)) {
    const [first] = found
    if (first && word.start > first.start + LENGTH) break
    if (isSought(word.term, sought)) found.push(word)
  }
  return found
}

function cutOut(text: string, from: number, words: readonly Word[]): Snippet {
  const to = from + LENGTH >= text.length ? text.length : beforeSpace(text, from + LENGTH)
  const lead = from > 0 ? '…' : ''
  const shift = lead.length - from
  const marks: Snippet['marks'] = []
  for (const { start, end } of words) {
    const last = marks.at(-1)
    if (end > to) break
    // Pairs of letters overlap.
    if (last && start + shift <= last[1]) last[1] = Math.max(last[1], end + shift)
    else marks.push([start + shift, end + shift])
  }
  // Each blank for one: the places of the marks are counted in it.
  return { text: `${lead}${text.slice(from, to).replace(/\s/g, ' ')}${to < text.length ? '…' : ''}`, marks }
}

/** The first place behind a space that is not before `from`; `from` itself where there is none, never within a pair. */
function afterSpace(text: string, from: number, before: number): number {
  const space = text.slice(from, before).search(/\s\S/)
  return space < 0 ? beforePair(text, from) : from + space + 1
}

function beforeSpace(text: string, to: number): number {
  const piece = text.slice(Math.max(0, to - BEFORE), to + 1)
  const space = piece.search(/\s\S*$/)
  return space < 0 ? beforePair(text, to) : to + 1 - piece.length + space
}

function beforePair(text: string, at: number): number {
  return insidePair(text, at) ? at - 1 : at
}
