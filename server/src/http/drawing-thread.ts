import { toHtml } from '@folio/markdown'
import { answerTasks } from '../lib/thread.ts'
import { numeralHtml, type DrawingTask } from './drawing.ts'

/** All content is escaped, so that no text of a reply can look like one of these. */
const BUTTON = /<button type="button" class="code-\w+"[^<]*<\/button>/g
const NUMERAL = /<sup class="cite"><button type="button" value="(\d+)"[^<]*<\/button><\/sup>/g

answerTasks<DrawingTask, string>(({ text, numerals }) => {
  const marks = numerals.map(({ at, n, label }, index) => ({ at, n, index, label }))
  return toHtml(text, marks)
    .replace(BUTTON, '')
    .replace(NUMERAL, (_, index: string) => {
      const numeral = numerals[Number(index)]
      return numeral ? numeralHtml(numeral) : ''
    })
})
