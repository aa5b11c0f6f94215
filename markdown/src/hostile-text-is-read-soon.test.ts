import { expect, test } from 'vitest'
import { blocksOf } from './blocks.ts'
import { inlineCostMs } from './hostile.ts'
import { htmlOf } from './html.ts'
import { toHtml } from './to-html.ts'
import { leastCpuMs } from './testing/cpu.ts'
import { HOSTILE } from './testing/hostile.ts'
import { REPLIES } from './testing/replies.ts'
import { PLAIN_WRITING } from './writing.ts'

/** Several times the budget of 50 ms for 8 KiB: not every machine is quick. */
const LIMIT_MS = 250

test.each(Object.entries(HOSTILE))('%s', (_name, text) => {
  let html = ''
  const tookMs = leastCpuMs(() => (html = toHtml(`${text}\n\nThe end.`)))
  expect(html).toContain('The end.')
  expect(tookMs).toBeLessThan(LIMIT_MS)
})

test('only the paragraph that is hostile is left as it is', () => {
  const html = blocksOf(
    `A **bold** word.\n\n${HOSTILE['emphasis in emphasis']}\n\nAnd *another*.`,
    [],
    PLAIN_WRITING,
  ).map(htmlOf)
  expect(html[0]).toBe('<p>A <strong>bold</strong> word.</p>')
  expect(html[1]).toMatch(/^<p>\*a \*a/)
  expect(html[2]).toBe('<p>And <em>another</em>.</p>')
})

test.each(Object.entries(REPLIES))('%s: nothing in it is taken for hostile', (_name, text) => {
  expect(inlineCostMs(`${text.replace(/\s+/g, ' ')} `.repeat(100).slice(0, 4_000))).toBeLessThan(25)
})
