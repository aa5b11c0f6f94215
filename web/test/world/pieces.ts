import type { Step } from '../../../bench/model/steps.ts'

/** A reply in pieces of `length` characters, one every `everyMs`. */
export function inPieces(text: string, length = 5, everyMs = 4): Step[] {
  const pieces = text.match(new RegExp(`[^]{1,${length}}`, 'g')) ?? []
  return pieces.flatMap((piece): Step[] => [{ text: piece }, { waitMs: everyMs }])
}
