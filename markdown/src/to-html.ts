import { blocksOf, normalise, normaliseMarks } from './blocks.ts'
import { htmlOf } from './html.ts'
import type { Mark } from './marks.ts'
import { PLAIN_WRITING, type Writing } from './writing.ts'

/** A whole text as HTML. Never throws: what cannot be read as Markdown is shown as it is written. */
export function toHtml(text: string, marks: readonly Mark[] = [], writing: Partial<Writing> = {}): string {
  const blocks = blocksOf(normalise(text), normaliseMarks(text, marks), { ...PLAIN_WRITING, ...writing })
  return blocks.map(htmlOf).join('')
}
