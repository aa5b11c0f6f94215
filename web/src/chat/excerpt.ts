/** What of a passage fits into a note: the sentences that say most of what was said where it is cited. */
export function excerptOf(quote: string, near: string, maxChars: number): string {
  const text = plain(quote)
  if (text.length <= maxChars) return text
  const start = bestSentence(text, wordsOf(lastSentence(near)))
  const cut = cutAt(text, start, maxChars)
  const shown = text.slice(start, cut)
  return `${start > 0 ? '…' : ''}${cut < text.length ? `${shown.replace(/[\s,;:–-]+$/, '')}…` : shown}`
}

/** On one line, without the marks that Markdown makes of headings and bold words. */
function plain(quote: string): string {
  const body = quote.replace(/^#{1,6} .*$/gm, '').trim() === '' ? quote : quote.replace(/^#{1,6} .*$/gm, '')
  return body
    .replace(/\*\*|`|^[>#|-]+ /gm, '')
    .replace(/\s+/g, ' ')
    .trim()
}

function lastSentence(text: string): string {
  return text.trim().split(SENTENCE_END).at(-1) ?? ''
}

const SENTENCE_END = /(?<=[.!?。！？])\s*(?=\S)/u

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/\p{L}{4,}|\p{N}+/gu))
}

/** Where the sentence begins that shares most words with these; the first of equals. */
function bestSentence(text: string, words: Set<string>): number {
  let best = { start: 0, shared: 0 }
  let start = 0
  for (const sentence of text.split(SENTENCE_END)) {
    const at = text.indexOf(sentence, start)
    const shared = [...wordsOf(sentence)].filter(word => words.has(word)).length
    if (shared > best.shared) best = { start: at, shared }
    start = at + sentence.length
  }
  return best.start
}

/** Behind a word, where there is one, and never inside a surrogate pair. */
function cutAt(text: string, start: number, maxChars: number): number {
  const end = start + maxChars
  if (end >= text.length) return text.length
  const space = text.lastIndexOf(' ', end)
  if (space > start + maxChars / 2) return space
  return /[\uD800-\uDBFF]/.test(text[end - 1] ?? '') ? end - 1 : end
}
