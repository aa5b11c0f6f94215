import { blocksOf, normalise, normaliseMarks } from './blocks.ts'
import { htmlOf } from './html.ts'
import type { Mark } from './marks.ts'

/** A whole text as HTML. Never throws: what cannot be read as Markdown is shown as it is written. */
export function toHtml(text: string, marks: readonly Mark[] = []): string {
  return blocksOf(normalise(text), normaliseMarks(text, marks)).map(htmlOf).join('')
}
