import { expect, test } from 'vitest'
import { blocksOf } from './blocks.ts'
import { inlineCostMs } from './hostile.ts'
import { htmlOf } from './html.ts'
import { toHtml } from './to-html.ts'
import { REPLIES } from './testing/replies.ts'
import { PLAIN_WRITING } from './writing.ts'

const SIZE = 16_000
const times = (piece: string, size = SIZE) => piece.repeat(Math.ceil(size / piece.length))

/** Each of these takes a bare parser between a tenth of a second and minutes at this size, or overflows its stack. */
const HOSTILE: Record<string, string> = {
  'quotes in quotes': `${times('> ')}a`,
  'lists in lists': `${times('- ')}a`,
  'stars as lists': `${times('* ')}x`,
  'quotes and lists': times('> - '),
  'emphasis in emphasis': times('*a ', SIZE / 2) + times('b*', SIZE / 2),
  'strong in strong': times('**a ', SIZE / 2) + times('b**', SIZE / 2),
  'both kinds of stars': times('*a **a '),
  'links that never close': `${times('[a](b')})`,
  'an address of dots': `${times('a.')}@`,
  'an address of dashes': times('a-_'),
  'an address with brackets': `www.a${times(')')}`,
  'an address with question marks': `www.a${times('?!.')}<`,
  'a table wider than long': `${times('|a')}|\n${times('|-')}|\n${times('|\n')}`,
  'a table of empty rows': `${'|a'.repeat(100)}|\n${'|-'.repeat(100)}|\n${times('|\n')}`,
  brackets: times('['),
  pictures: times('!['),
  'backticks of every length': Array.from({ length: 180 }, (_, i) => '`'.repeat(i + 1)).join(' '),
  tags: times('<a b="'),
}

/** Several times the budget, and the best of three: the machine that runs this may be busy. */
const LIMIT_MS = 250

test.each(Object.entries(HOSTILE))('%s', (_name, text) => {
  const took = [1, 2, 3].map(() => {
    const began = performance.now()
    expect(toHtml(text).length).toBeGreaterThan(SIZE / 16)
    return performance.now() - began
  })
  expect(Math.min(...took)).toBeLessThan(LIMIT_MS)
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
  expect(inlineCostMs(times(`${text.replace(/\s+/g, ' ')} `, 4_000))).toBeLessThan(25)
})
