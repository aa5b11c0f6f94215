import { isMathBegun, readInlineMath } from './math-source.ts'

/** Marks that are open at the end of a text: where they begin, and how often the character stands there. */
type Mark = { char: string; count: number; at: number }

const WORD = /[\p{L}\p{N}]/u
const MAX_LABEL_CHARS = 200
const MAX_ADDRESS_CHARS = 4_000
const MAX_STRONG_CHARS = 1_000
const MAX_EMPHASIS_CHARS = 300

/**
 * A text that breaks off anywhere, made whole for one frame: open emphasis and code are closed, the beginning of a
 * link shows only its words, and what could still become either is left out until it is decided.
 */
export function closeInline(source: string): string {
  const marks: Mark[] = []
  let text = source.replace(/(?:&#?\w{0,8}|\\|(?:^|\s)!|<[a-z/]?[^\s<>]{0,80})$/i, '')
  let at = 0
  while (at < text.length) {
    const char = text[at] ?? ''
    const math = char === '$' || char === '\\' ? readInlineMath(text, at) : undefined
    if (math) at += math.raw.length
    else if ((char === '$' || char === '\\') && isMathBegun(text, at)) return closeMarks(text.slice(0, at), marks)
    else if (char === '\\') at += 2
    else if (char === '`') {
      const end = codeEnd(text, at)
      if (end < 0) return closeMarks(closeCode(text, at), marks)
      at = end
    } else if (char === '[') {
      const link = readLink(text, at)
      text = link.text
      at = link.at
    } else if (char === '*' || char === '_' || char === '~') {
      const end = runEnd(text, at)
      if (end === text.length) return closeMarks(text.slice(0, at), marks)
      readMark(text, at, end, marks)
      at = end
    } else at++
  }
  return closeMarks(text, marks)
}

function closeMarks(text: string, marks: Mark[]): string {
  let whole = text.trimEnd()
  for (let last = marks.at(-1); last && last.at + last.count >= whole.length; last = marks.at(-1)) {
    whole = whole.slice(0, last.at).trimEnd()
    marks.pop()
  }
  // What has been open for long was never meant as emphasis.
  const live = marks.filter(({ at, count }) => whole.length - at < (count > 1 ? MAX_STRONG_CHARS : MAX_EMPHASIS_CHARS))
  return (
    whole +
    live
      .reverse()
      .map(({ char, count }) => char.repeat(count))
      .join('')
  )
}

function runEnd(text: string, at: number): number {
  let end = at
  while (text[end] === text[at]) end++
  return end
}

/** The end of the code span that begins here, or -1. */
function codeEnd(text: string, at: number): number {
  const count = runEnd(text, at) - at
  for (let tick = text.indexOf('`', at + count); tick >= 0;) {
    const end = runEnd(text, tick)
    if (end - tick === count) return end
    tick = text.indexOf('`', end)
  }
  return -1
}

function closeCode(text: string, at: number): string {
  const start = runEnd(text, at)
  let end = text.length
  while (end > start && (text[end - 1] === '`' || text[end - 1] === ' ')) end--
  return end === start ? text.slice(0, at) : text.slice(0, end) + '`'.repeat(start - at)
}

/** Follows CommonMark's flanking rules as far as half a text allows; `5*x` opens nothing. */
function readMark(text: string, at: number, end: number, marks: Mark[]): void {
  const char = text[at] ?? ''
  let count = Math.min(end - at, 3)
  if (char === '~' && count !== 2) return
  const before = text[at - 1] ?? ' '
  const after = text[end] ?? ' '
  const intraword = WORD.test(before) && (char === '_' || count === 1)
  if (!/\s/.test(before) && (WORD.test(before) || !WORD.test(after))) {
    for (let i = marks.length - 1; i >= 0 && count > 0; i--) {
      const mark = marks[i]
      if (mark?.char !== char) continue
      const closed = Math.min(mark.count, count)
      count -= closed
      mark.count -= closed
      marks.length = mark.count === 0 ? i : i + 1
    }
  }
  const opens = !/\s/.test(after) && (WORD.test(after) || !WORD.test(before)) && !intraword
  if (count > 0 && opens) marks.push({ char, count, at: end - count })
}

/** The text without a link that has only begun, and where to read on. */
function readLink(text: string, at: number): { text: string; at: number } {
  const start = text[at - 1] === '!' ? at - 1 : at
  const held = { text: text.slice(0, start), at: start }
  const literal = { text, at: at + 1 }
  const label = findClosing(text, at, '[', ']', MAX_LABEL_CHARS)
  if (label < 0) return text.length - at > MAX_LABEL_CHARS ? literal : held
  const next = text[label + 1]
  if (next === undefined) return held
  if (next === '(') {
    const end = findClosing(text, label + 1, '(', ')', MAX_ADDRESS_CHARS)
    if (end >= 0) return { text, at: end + 1 }
    if (text.length - label > MAX_ADDRESS_CHARS || text.includes('\n', label)) return literal
    return start < at ? held : { text: text.slice(0, at) + text.slice(at + 1, label), at }
  }
  if (next !== '[') return literal
  const reference = findClosing(text, label + 1, '[', ']', MAX_LABEL_CHARS)
  if (reference >= 0) return { text, at: reference + 1 }
  return text.length - label > MAX_LABEL_CHARS ? literal : held
}

function findClosing(text: string, at: number, open: string, close: string, limit: number): number {
  let depth = 0
  for (let i = at; i < text.length && i - at <= limit; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === open) depth++
    else if (text[i] === close && --depth === 0) return i
  }
  return -1
}
