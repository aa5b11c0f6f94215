import type { Snippet } from '@folio/protocol'

const WORDS = /[\p{L}\p{M}\p{N}]+/gu

/** Lower case, without accents. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
}

/** A text in which all words of a question stand, with those marked that do; undefined where one is missing. */
export function matchIn(text: string, question: string): Snippet | undefined {
  const sought = fold(question).match(WORDS) ?? []
  const there = [...text.matchAll(WORDS)].map(({ 0: word, index }) => ({ folded: fold(word), start: index, word }))
  if (sought.length === 0 || !sought.every(part => there.some(({ folded }) => folded.includes(part)))) return undefined
  const marks = there
    .filter(({ folded }) => sought.some(part => folded.includes(part)))
    .map(({ start, word }): [number, number] => [start, start + word.length])
  return { text, marks }
}
