import type { Block } from './blocks.ts'
import { graphemeStart, isGraphemeBoundary, REACH } from './graphemes.ts'
import { sentenceStarts } from './sentences.ts'
import { firstFrom } from './sorted.ts'

/** Where a text may be cut, in its order: the lower the rank, the rather. Never within a grapheme. */
export type Boundaries = { at: number[]; rank: number[] }

/** Of headings 1 to 6, by their level. */
export const TIERS = { block: 7, line: 8, sentence: 9, brokenLine: 10, word: 11, letter: 12 }

/**
 * Between two boundaries there are at most `maxGap` units: where a finer kind of boundary is needed, it is looked for.
 * Boundaries of one kind are ranked by the text that follows them, so that each keeps its rank whatever is changed
 * elsewhere.
 */
export function boundariesOf(text: string, blocks: Block[], maxGap: number): Boundaries {
  const coarse = ofBlocks(text, blocks)
  const finer: Finer[] = [
    [TIERS.line, (start, end) => (inLines(blocks, start, end) ? lineStarts(text, start, end) : [])],
    [TIERS.sentence, (start, end) => sentenceStarts(text, start, end, false)],
    [TIERS.brokenLine, (start, end) => lineStarts(text, start, end)],
    [TIERS.word, (start, end) => wordStarts(text, start, end)],
    [TIERS.letter, (start, end) => letterStarts(text, start, end, maxGap)],
  ]
  return finer.reduce((found, tier) => refine(text, found, tier, maxGap), coarse)
}

type Finer = [tier: number, startsIn: (start: number, end: number) => Iterable<number>]

/** A heading stays with what is below it. */
function ofBlocks(text: string, blocks: Block[]): Boundaries {
  const found: Boundaries = { at: [], rank: [] }
  for (const [i, { start, heading }] of blocks.entries()) {
    if (i === 0 || blocks[i - 1]?.heading) continue
    add(text, found, start, heading?.level ?? TIERS.block)
  }
  return found
}

function refine(text: string, coarse: Boundaries, [tier, startsIn]: Finer, maxGap: number): Boundaries {
  const found: Boundaries = { at: [], rank: [] }
  let start = 0
  for (let i = 0; i <= coarse.at.length; i++) {
    const end = coarse.at[i] ?? text.length
    if (end - start > maxGap)
      for (const at of startsIn(start, end))
        if (at > start && at < end && isGraphemeBoundary(text, at)) add(text, found, at, tier)
    if (i < coarse.at.length) {
      found.at.push(end)
      found.rank.push(coarse.rank[i] ?? 0)
    }
    start = end
  }
  return found
}

function add(text: string, { at, rank }: Boundaries, position: number, tier: number): void {
  at.push(position)
  rank.push(tier * 2 ** 32 + hashOf(text, position))
}

/** FNV-1a of the start of what follows, up to the end of its paragraph. */
function hashOf(text: string, from: number): number {
  const end = Math.min(text.length, from + 64)
  let hash = 0x811c9dc5
  for (let i = from; i < end; i++) {
    const unit = text.charCodeAt(i)
    if (unit === 10 && text.charCodeAt(i + 1) === 10) break
    hash = Math.imul(hash ^ unit, 0x01000193)
  }
  return (hash ^ (hash >>> 15)) >>> 0
}

/** Whether what ends at `end` is a list, a table or code. */
function inLines(blocks: Block[], start: number, end: number): boolean {
  const last = blocks[firstFrom(end, blocks.length, i => blocks[i]?.start ?? 0) - 1]
  return last?.kind === 'lines' && last.start >= start - 1
}

function* lineStarts(text: string, start: number, end: number): Generator<number> {
  for (let at = text.indexOf('\n', start); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) yield at + 1
}

function* wordStarts(text: string, start: number, end: number): Generator<number> {
  for (const { index } of text.slice(start, end).matchAll(WORD_START)) yield start + index
}

/** Behind a blank, and behind a mark where letters need no blanks. */
const WORD_START = /(?<=[\s、，；：。·|])\S/gu

/** A row of letters without a gap is no language: cut by the yard. */
function* letterStarts(text: string, start: number, end: number, maxGap: number): Generator<number> {
  for (let at = start + maxGap - REACH; at < end; at += maxGap - REACH) yield graphemeStart(text, at)
}
