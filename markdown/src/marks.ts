import type { Token, Tokens } from 'marked'

/** A numeral that stands in a text without being part of it. */
export type Mark = {
  /** UTF-16 units of the text that stand before it. */
  at: number
  n: number
  /** Which of all marks of the text it is, from 0: the value of its button. */
  index: number
  /** What a screen reader says. */
  label: string
}

/** A run of inline text. Its lines stand in the source one after the other, with markers of blocks between them. */
type Leaf = { text: string; tokens: Token[] }
/** `from`: where marks begin to belong to it. `start`: where it stands in the source; `at`: where in its leaf. */
type Line = { leaf: Leaf; from: number; start: number; at: number; length: number }

/**
 * Puts marks where they stand in a block; their `at` counts from its first character. The Markdown is read without
 * them, so that they change nothing of what it means, and no text can be taken for one. What falls into code, an
 * address or a marker stands behind it. False where the block has no text to put them in.
 */
export function insertMarks(block: Token, marks: readonly Mark[]): boolean {
  const lines = linesOf(block)
  const [first] = lines
  if (!first) return false
  const places = new Map<Leaf, Mark[]>()
  for (const mark of marks) {
    const { leaf, start, at, length } = lines.findLast(({ from }) => from <= mark.at) ?? first
    const placed = { ...mark, at: at + Math.min(Math.max(mark.at - start, 0), length) }
    places.set(leaf, [...(places.get(leaf) ?? []), placed])
  }
  for (const [{ tokens }, own] of places) tokens.splice(0, Infinity, ...withMarks(tokens, own))
  return true
}

function linesOf(block: Token): Line[] {
  const { raw } = block
  const lines: Line[] = []
  let end = 0
  for (const leaf of leavesOf(block)) {
    let at = 0
    for (const text of leaf.text.split('\n')) {
      const start = findLine(raw, text, end)
      const head = raw.lastIndexOf('\n', start - 1) + 1
      lines.push({ leaf, from: head >= end ? head : start, start, at, length: text.length })
      end = start + text.length
      at += text.length + 1
    }
  }
  return lines
}

/** In cells a bar stands behind a backslash, which is no part of their text. */
function findLine(raw: string, text: string, from: number): number {
  const plain = raw.indexOf(text, from)
  const found = plain < 0 && text.includes('|') ? raw.indexOf(text.replaceAll('|', '\\|'), from) : plain
  return found < 0 ? from : found
}

function* leavesOf(token: Token): Generator<Leaf> {
  switch (token.type) {
    case 'list':
      for (const item of (token as Tokens.List).items) for (const inner of item.tokens) yield* leavesOf(inner)
      break
    case 'table':
      yield* (token as Tokens.Table).header
      for (const row of (token as Tokens.Table).rows) yield* row
      break
    case 'blockquote':
      for (const inner of (token as Tokens.Blockquote).tokens) yield* leavesOf(inner)
      break
    case 'paragraph':
    case 'heading':
    case 'text':
      if (token.tokens) yield { text: (token as Tokens.Paragraph).text, tokens: token.tokens }
  }
}

/** The sources of inline tokens, one behind the other, are the source of them all. */
function withMarks(tokens: readonly Token[], marks: readonly Mark[]): Token[] {
  const all: Token[] = []
  let next = 0
  let start = 0
  const take = (before: number) => {
    const first = next
    while (next < marks.length && (marks[next]?.at ?? 0) < before) next++
    return marks.slice(first, next)
  }
  for (const token of tokens) {
    all.push(...take(start + 1).map(asToken))
    const end = start + token.raw.length
    const base = start
    const inside = take(end).map(mark => ({ ...mark, at: mark.at - base }))
    all.push(...(inside.length > 0 ? part(token, inside) : [token]))
    start = end
  }
  return [...all, ...take(Infinity).map(asToken)]
}

function part(token: Token, marks: readonly Mark[]): Token[] {
  switch (token.type) {
    case 'text':
      return partText(token as Tokens.Text, marks)
    case 'strong':
    case 'em':
    case 'del': {
      const { raw, text, tokens } = token as Tokens.Strong
      const before = (raw.length - text.length) / 2
      const inside = marks.map(mark => ({ ...mark, at: mark.at - before }))
      return [{ ...token, tokens: withMarks(tokens, inside) }]
    }
    default:
      return [token, ...marks.map(asToken)]
  }
}

function partText({ raw, text }: Tokens.Text, marks: readonly Mark[]): Token[] {
  // Where references have been resolved, they are so again when the text is written.
  const source = raw.length === text.length ? text : raw
  const pieces: Token[] = []
  let start = 0
  for (const mark of marks) {
    if (mark.at > start) pieces.push(asText(source.slice(start, mark.at)))
    pieces.push(asToken(mark))
    start = Math.max(start, mark.at)
  }
  return start < source.length ? [...pieces, asText(source.slice(start))] : pieces
}

export function asText(source: string): Token {
  return { type: 'text', raw: source, text: source, escaped: false }
}

/** As `html.ts` writes it. */
export type MarkToken = Pick<Mark, 'n' | 'index' | 'label'> & { type: 'mark'; raw: '' }

function asToken({ n, index, label }: Mark): MarkToken {
  return { type: 'mark', raw: '', n, index, label }
}
