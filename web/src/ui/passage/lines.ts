import type { Reading } from '../../chat/passage.ts'

/** A line of a document, and which part of it belongs to the passage: none where `from` is `to`. */
export type Line = { at: number; text: string; from: number; to: number }

/** Drawn one by one, so that what is read further on leaves those in sight as they are. */
export function linesOf({ start, text, passage }: Pick<Reading, 'start' | 'text' | 'passage'>): Line[] {
  let at = start
  return text.split('\n').map(line => {
    const inside = (offset: number) => Math.min(Math.max(offset - at, 0), line.length)
    const one = { at, text: line, from: inside(passage?.start ?? 0), to: inside(passage?.end ?? 0) }
    at += line.length + 1
    return one
  })
}
