// @vitest-environment happy-dom
import './testing/dom.ts'
import { expect, test } from 'vitest'
import { renderAll } from './renderer.ts'

function paragraph(text: string): Element | null {
  return renderAll(text).querySelector('p')
}

test.each([
  ['[docs](https://example.com/a?b=1&c=2#d)', 'https://example.com/a?b=1&c=2#d'],
  ['[docs](https://example.com/?a=1&amp;b=2)', 'https://example.com/?a=1&b=2'],
  ['[docs](http://example.com)', 'http://example.com/'],
  ['[write](mailto:ana@example.com)', 'mailto:ana@example.com'],
  ['https://example.com/a', 'https://example.com/a'],
  ['www.example.com', 'http://www.example.com/'],
  ['<https://example.com/>', 'https://example.com/'],
  ['ana@example.com', 'mailto:ana@example.com'],
  ['[one][x]\n\n[x]: https://example.com', 'https://example.com/'],
])('%j is a link', (text, href) => {
  const link = paragraph(text)?.querySelector('a')
  expect(link?.getAttribute('href')).toBe(href)
  expect(link?.getAttribute('rel')).toBe('noopener noreferrer nofollow')
  expect(link?.getAttribute('target')).toBe('_blank')
  expect(paragraph(text)?.querySelector('.link-host')).toBeNull()
})

test.each([
  ['[a](/c/1)', 'a'],
  ['[a](#part)', 'a'],
  ['[a](../x.html)', 'a'],
  ['[a](//example.com)', 'a'],
  ['[a **b**](?q)', 'a b'],
  ['[a]()', 'a'],
  ['[a](ftp://example.com)', 'a'],
])('%j is text', (text, shown) => {
  expect(paragraph(text)?.querySelector('a')).toBeNull()
  expect(paragraph(text)?.textContent).toBe(shown)
})

test.each([
  ['[https://bank.example](https://evil.example/x)', 'evil.example'],
  ['[bank.example](https://evil.example/bank.example)', 'evil.example'],
  ['[**www.bank.example**/login](https://bank.example.evil.example)', 'bank.example.evil.example'],
  ['[login](https://bank.example@evil.example/)', 'evil.example'],
  ['[login](https://xn--bnk-qla.example/)', 'xn--bnk-qla.example'],
  ['[ana@bank.example](mailto:eve@evil.example)', 'eve@evil.example'],
  ['[ana@bank.example](https://evil.example:8443)', 'evil.example:8443'],
])('%j names the true host', (text, host) => {
  expect(paragraph(text)?.querySelector('a + .link-host')?.textContent).toBe(host)
})

test.each([
  '[bank.example](https://www.bank.example/x)',
  '[the docs of bank.example](https://docs.bank.example/x)',
  '[index.ts](https://code.example/index.ts)',
  '[e.g. this](https://code.example)',
  '[version 1.2.3](https://code.example)',
  '[ana@bank.example](mailto:ana@bank.example)',
])('%j needs no note', text => {
  expect(paragraph(text)?.querySelector('a')).not.toBeNull()
  expect(paragraph(text)?.querySelector('.link-host')).toBeNull()
})

test('a picture is a link that names its host', () => {
  const link = paragraph('![A cat](https://pics.example/cat.png)')?.querySelector('a.image-link')
  expect(link?.textContent).toBe('A cat pics.example')
  expect(link?.getAttribute('href')).toBe('https://pics.example/cat.png')
  expect(renderAll('![A cat](https://pics.example/cat.png)').querySelector('img')).toBeNull()
})

test('a picture that is no address is its description', () => {
  expect(paragraph('![A cat](cat.png) ![](data:image/png;base64,AAAA)')?.innerHTML).toBe(
    '<span class="image-link">A cat</span> <span class="image-link">Image</span>',
  )
})

test('a picture in a link leads where the link does', () => {
  const links = paragraph('[![Build](https://pics.example/b.svg)](https://ci.example)')?.querySelectorAll('a')
  expect([...(links ?? [])].map(link => link.getAttribute('href'))).toEqual(['https://ci.example/'])
  expect(links?.[0]?.textContent).toBe('Build pics.example')
})

test('money stays money', () => {
  expect(paragraph('It costs $5 and $10, or $$20$$.')?.innerHTML).toBe('It costs $5 and $10, or $$20$$.')
})
