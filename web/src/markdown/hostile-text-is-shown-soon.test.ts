// @vitest-environment happy-dom
import './testing/dom.ts'
import { Lexer, type TokensList } from 'marked'
import { expect, test, vi } from 'vitest'
import { blocksOf } from '@folio/markdown'
import { inlineCostMs } from '@folio/markdown/hostile'
import { htmlOf } from '@folio/markdown/html'
import { BUDGET_MS } from '@folio/markdown/parse'
import { renderAll } from './renderer.ts'
import { REPLIES } from '@folio/markdown/testing/replies'
import { openPage } from './testing/world.ts'

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
    expect(blocksOf(text).map(htmlOf).join('').length).toBeGreaterThan(SIZE / 16)
    return performance.now() - began
  })
  expect(Math.min(...took)).toBeLessThan(LIMIT_MS)
})

test('deep quotes are kept as text', () => {
  const deep = renderAll(`${times('> ', 400)}the end`)
  expect(deep.querySelectorAll('blockquote')).toHaveLength(16)
  expect(deep.textContent).toContain('> the end')
})

test('only the paragraph that is hostile is left as it is', () => {
  const html = blocksOf(`A **bold** word.\n\n${HOSTILE['emphasis in emphasis']}\n\nAnd *another*.`).map(htmlOf)
  expect(html[0]).toBe('<p>A <strong>bold</strong> word.</p>')
  expect(html[1]).toMatch(/^<p>\*a \*a/)
  expect(html[2]).toBe('<p>And <em>another</em>.</p>')
})

test.each(Object.entries(REPLIES))('%s: nothing in it is taken for hostile', (_name, text) => {
  expect(inlineCostMs(times(`${text.replace(/\s+/g, ' ')} `, 4_000))).toBeLessThan(25)
})

test('a text that defeats the parser is shown plainly, in the stream and at its end', () => {
  const page = openPage()
  const text = 'before\n\n<b>text</b> \u{1F600}'
  const lexer = vi.spyOn(Lexer.prototype, 'blockTokens').mockImplementation(() => {
    throw new RangeError('out of stack')
  })
  page.renderer.write(text)
  page.frames.next()
  expect(page.host.querySelector('pre.plain')?.textContent).toBe(text)
  page.renderer.write(`${text} and more`)
  page.frames.next()
  expect(page.host.querySelector('pre.plain')?.textContent).toBe(`${text} and more`)
  page.renderer.end()
  expect(page.host.querySelector('pre.plain')?.textContent).toBe(`${text} and more`)
  lexer.mockRestore()
  page.renderer.end()
  expect(page.host.querySelector('p')?.textContent).toBe('before')
})

test('a text that is slow to read is shown plainly until it has ended', () => {
  const page = openPage()
  const blockTokens = Lexer.prototype.blockTokens
  const lexer = vi.spyOn(Lexer.prototype, 'blockTokens').mockImplementation(function (this: Lexer, source, tokens) {
    for (const began = performance.now(); performance.now() - began < BUDGET_MS + 1;);
    return blockTokens.call(this, source, tokens as TokensList)
  })
  for (const text of ['a **b**', 'a **b** c', 'a **b** c d', 'a **b** c d e']) {
    page.renderer.write(text)
    page.frames.next()
  }
  expect(lexer).toHaveBeenCalledTimes(3)
  expect(page.host.querySelector('pre.plain')?.textContent).toBe('a **b** c d e')
  lexer.mockRestore()
  page.renderer.end()
  expect(page.html()).toBe('<p>a <strong>b</strong> c d e</p>')
})
