import { expect, it } from 'vitest'
import { createDrawing, type DrawingTask } from './drawing.ts'

const words = { table: '', formula: '', image: '', wrap: '', copy: '', done: '', toDo: '' }
const task = (text: string): DrawingTask => ({ text, words, numerals: [{ at: 3, n: 1, label: 'Tea', href: '#m1-1' }] })

it('a reply is drawn with links for its numerals, its code painted, and no button', async () => {
  const { drawReply, close } = createDrawing({ logger: { warn: fail } })
  const html = await drawReply('one', task('Tea **is** good.\n\n```ts\nconst tea = 1\n```\n\n$$\\frac12$$'))
  await close()
  expect(html).toContain('Tea<sup class="cite"><a href="#m1-1" aria-label="Tea">1</a></sup> <strong>is</strong>')
  expect(html).toContain('<span class="hljs-keyword">const</span>')
  expect(html).toContain('<mfrac>')
  expect(html).not.toMatch(/<(?:button|script|style)|style=/)
})

it('what takes too long is shown as it is written, is told, and keeps nobody else from being drawn', async () => {
  const told: unknown[] = []
  const late = createDrawing({ logger: { warn: (facts: unknown) => told.push(facts) } }, 0)
  expect(await late.drawReply('one', task('Tea **is** <b>good</b>'))).toBe(
    '<pre class="plain">Tea **is** &lt;b&gt;good&lt;/b&gt;</pre>',
  )
  await late.close()
  expect(told).toHaveLength(1)
})

function fail(): never {
  throw new Error('nothing should have to be told')
}
