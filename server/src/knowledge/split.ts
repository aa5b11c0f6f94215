import type { LearnedChunk } from './learned.ts'
import type { Extracted } from './read/extracted.ts'
import { blocksOf } from './split/blocks.ts'
import { boundariesOf, TIERS } from './split/boundaries.ts'
import { cutsOf } from './split/cuts.ts'
import { createPlaces, pageAt } from './split/place.ts'
import { lastSentence } from './split/sentences.ts'

export type Piece = Omit<LearnedChunk, 'hash' | 'terms'>

/**
 * With the sentence of up to 300 units that a piece repeats: 1,600 at most, about 1,000 on average. What starts a
 * section repeats none, and a section that fits is one piece.
 */
const SIZES = { min: 300, max: 1_300, maxFirst: 1_600, always: TIERS.block * 2 ** 32 }
const MAX_GAP = SIZES.max - 2 * SIZES.min

/**
 * Cuts a text where it is built to be cut: at headings, else between paragraphs, else between sentences. Everything
 * that is not blank is in some piece; within a section a piece starts with the last sentence of the one before.
 * The same text gives the same pieces, and a change touches those around it alone.
 */
export function split({ text, form, pages }: Pick<Extracted, 'text' | 'form' | 'pages'>): Piece[] {
  const blocks = blocksOf(text, form)
  const cuts = cutsOf(boundariesOf(text, blocks, MAX_GAP), text.length, SIZES)
  const placeOf = createPlaces(blocks)
  const pieces: Piece[] = []
  for (const [i, from] of [0, ...cuts].entries()) {
    const end = trimmedEnd(text, from, cuts[i] ?? text.length)
    const first = firstSeen(text, from, end)
    if (first === end) continue
    const { block, headingPath } = placeOf(first)
    const before = i > 0 && block?.kind === 'prose' ? placeOf(from - 1).block : undefined
    const repeats = before?.kind === 'prose'
    const again = repeats ? lastSentence(text, Math.max(before.start, cuts[i - 2] ?? 0), from) : first
    const start = firstSeen(text, Math.min(again, first), end)
    pieces.push({ start, end, page: pageAt(pages, start), headingPath })
  }
  return pieces
}

const SEEN = /\S/g

/** The first that is not blank, or `end`. */
function firstSeen(text: string, from: number, end: number): number {
  SEEN.lastIndex = from
  return Math.min(SEEN.exec(text)?.index ?? end, end)
}

/** Behind the last that is not blank, or `from`. */
function trimmedEnd(text: string, from: number, to: number): number {
  return from + text.slice(from, to).trimEnd().length
}
