import type { Ranked, Wanted } from '../store/search.ts'
import { isPair } from './stop-words.ts'

/** One of the first of them has to speak of what is asked. */
const LOOKED_AT = 5

/**
 * Enough is a share of what a question is about, or so many of its words in one passage. The more passages there are, the
 * more of them have some words of any question by chance. Found on the questions of SciFact beside as many about other
 * things, in libraries of 10 to 9,000 passages: 84 to 94 % of the others are refused, and 3 to 6 % of its own (10 % where
 * there are 10 passages).
 */
const FEW = { chunks: 10, covered: 0.27, matched: 1.05 }
const MANY = { chunks: 9_000, covered: 0.75, matched: 1.37 }
/** Of a long question, some words are in anything. */
const LEAST_COVERED = 0.2

/** Whether what was found speaks of what was asked, and does not only share a word with it. */
export function hasEvidence(
  ranked: readonly Pick<Ranked, 'covered' | 'matched'>[],
  { wanted, chunkCount }: { wanted: readonly Wanted[]; chunkCount: number },
): boolean {
  const size = Math.log(Math.max(chunkCount, FEW.chunks) / FEW.chunks) / Math.log(MANY.chunks / FEW.chunks)
  const between = (few: number, many: number) => few + (many - few) * Math.min(1, size)
  const [enoughCovered, enoughMatched] = [between(FEW.covered, MANY.covered), between(FEW.matched, MANY.matched)]
  const fair = onSeams(wanted)
  return ranked.slice(0, LOOKED_AT).some(({ covered, matched }) => {
    const share = covered * fair
    return share >= enoughCovered || (share >= LEAST_COVERED && matched >= enoughMatched)
  })
}

/** Where words are found by pairs of letters, pairs on the seam of two words are in no other text. */
function onSeams(wanted: readonly Wanted[]): number {
  const asked = wanted.filter(([, , share]) => share > 0)
  return 1 + (0.6 * asked.filter(([term]) => isPair(term)).length) / Math.max(1, asked.length)
}
