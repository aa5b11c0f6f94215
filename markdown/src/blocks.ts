import type { Links, Token } from 'marked'
import { blockOf, marksBlock, plainBlock, type Block } from './html.ts'
import { insertMarks, type Mark } from './marks.ts'
import { parse, type ParseOptions } from './parse.ts'
import type { Writing } from './writing.ts'

/** A block, the token it was made of, where that begins and ends in the source, and how many marks it has taken. */
export type Placed = { block: Block; token: Token; start: number; end: number; marks: number }

/** `marks` in the order in which they stand in the source. Throws where the parser does. */
export function placeBlocks(
  source: string,
  options: ParseOptions,
  marks: readonly Mark[],
  writing: Writing,
): { placed: Placed[]; links: Links } {
  const tokens = parse(source, options)
  const spots = spotsOf(tokens)
  const placed: Placed[] = []
  let taken = 0
  const take = (before = Infinity) => {
    const first = taken
    while (taken < marks.length && (marks[taken]?.at ?? 0) < before) taken++
    return marks.slice(first, taken)
  }
  const placeAlone = (own: readonly Mark[], start: number) => {
    const token = { type: 'space', raw: '' } as const
    if (own.length > 0) placed.push({ block: marksBlock(own, writing), token, start, end: start, marks: own.length })
  }

  placeAlone(take(spots[0]?.start), 0)
  spots.forEach(({ token, start, end }, i) => {
    const own = take(spots[i + 1]?.start).map(mark => ({ ...mark, at: mark.at - start }))
    const isInside = own.length > 0 && insertMarks(token, own)
    placed.push({ block: blockOf(token, writing), token, start, end, marks: isInside ? own.length : 0 })
    if (!isInside) placeAlone(own, end)
  })
  return { placed, links: tokens.links }
}

function spotsOf(tokens: readonly Token[]): { token: Token; start: number; end: number }[] {
  const spots = []
  let start = 0
  for (const token of tokens) {
    const end = start + token.raw.length
    if (token.type !== 'space' && token.type !== 'def') spots.push({ token, start, end })
    start = end
  }
  return spots
}

/** The blocks of a whole text; where it cannot be read as Markdown, one block of plain text. */
export function blocksOf(text: string, marks: readonly Mark[], writing: Writing): Block[] {
  try {
    return placeBlocks(text, {}, marks, writing).placed.map(({ block }) => block)
  } catch {
    return marks.length > 0 ? [plainBlock(text), marksBlock(marks, writing)] : [plainBlock(text)]
  }
}

/** The line ends and characters a Markdown parser and an HTML parser agree on. */
export function normalise(text: string): string {
  const ended = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  return ended.includes('\0') ? ended.replaceAll('\0', '\uFFFD') : ended
}

/** The same marks in the normalised text. */
export function normaliseMarks(text: string, marks: readonly Mark[]): readonly Mark[] {
  if (marks.length === 0 || !text.includes('\r\n')) return marks
  return marks.map(mark => ({ ...mark, at: normalise(text.slice(0, mark.at)).length }))
}
