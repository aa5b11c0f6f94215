// @vitest-environment happy-dom
import './testing/dom.ts'
import { BUDGET_MS } from '@folio/markdown'
import { Lexer, type TokensList } from 'marked'
import { expect, test, vi } from 'vitest'
import { renderAll } from './renderer.ts'
import { openPage } from './testing/world.ts'

test('deep quotes are kept as text', () => {
  const deep = renderAll(`${'> '.repeat(200)}the end`)
  expect(deep.querySelectorAll('blockquote')).toHaveLength(16)
  expect(deep.textContent).toContain('> the end')
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
