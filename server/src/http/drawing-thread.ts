import { toHtml } from '@folio/markdown'
import { paint } from '@folio/markdown/languages'
import { createMath } from '@folio/markdown/math'
import { answerTasks } from '../lib/thread.ts'
import type { DrawingTask } from './drawing.ts'

/** UTF-16 units of code in one reply that are painted. Painting is the slowest part, and the first to do without. */
const MAX_PAINTED_CHARS = 40_000
/** What painting may add to code. */
const OTHER_TAG = /<(?!\/span>|span class="(?:hljs|language)-[\w -]{1,64}">)/

answerTasks<DrawingTask, string>(({ text, numerals, words }) => {
  let left = MAX_PAINTED_CHARS
  const still = {
    hrefOf: (index: number) => numerals[index]?.href ?? '',
    paint(language: string, source: string) {
      left -= source.length
      const html = left < 0 ? undefined : paint(language, source)
      return html === undefined || OTHER_TAG.test(html) ? undefined : html
    },
  }
  const marks = numerals.map(({ at, n, label }, index) => ({ at, n, index, label }))
  return toHtml(text, marks, { words, math: createMath(), still })
})
