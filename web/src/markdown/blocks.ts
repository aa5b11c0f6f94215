import type { Links, Token } from 'marked'
import { blockOf, plainBlock, type Block } from './html.ts'
import { parse, type ParseOptions } from './parse.ts'

/** A block, the token it was made of, and where that begins and ends in the source. */
export type Placed = { block: Block; token: Token; start: number; end: number }

/** Throws where the parser does. */
export function placeBlocks(source: string, options: ParseOptions): { placed: Placed[]; links: Links } {
  const tokens = parse(source, options)
  const placed: Placed[] = []
  let start = 0
  for (const token of tokens) {
    const end = start + token.raw.length
    if (token.type !== 'space' && token.type !== 'def') placed.push({ block: blockOf(token), token, start, end })
    start = end
  }
  return { placed, links: tokens.links }
}

/** The blocks of a whole text; where it cannot be read as Markdown, one block of plain text. */
export function blocksOf(text: string): Block[] {
  try {
    return placeBlocks(text, {}).placed.map(({ block }) => block)
  } catch {
    return [plainBlock(text)]
  }
}

/** The line ends and characters a Markdown parser and an HTML parser agree on. */
export function normalise(text: string): string {
  const ended = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  return ended.includes('\0') ? ended.replaceAll('\0', '\uFFFD') : ended
}
