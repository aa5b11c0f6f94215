// @vitest-environment happy-dom
import './testing/dom.ts'
import { describe, expect, test } from 'vitest'
import { closeInline } from '@folio/markdown/close-inline'
import { cut, openPage, stream } from './testing/world.ts'

/** The text and HTML of the page after every single character. */
function everyFrame(text: string): { text: string; html: string }[] {
  const page = openPage()
  const shown: { text: string; html: string }[] = []
  stream(page, cut(text, [1]), () => shown.push({ text: page.host.textContent ?? '', html: page.html() }))
  return shown
}

test.each([
  ['Some **bold words** here\n', /\*/],
  ['Some *slanted words* and __strong__ here\n', /[*_]/],
  ['**Bold *and slanted* at once**, then\n', /\*/],
  ['- **Item:** with ~~no~~ more\n- **Next:** one\n', /[*~]/],
  ['Call `fn(a, b)` or ``a ` b`` now\n', /``|`fn/],
  ['See [the **docs**](https://example.com/a?b=c#d), please\n', /\[|\]|https|\*/],
  ['See [the docs](https://example.com/a_(b)) please\n', /\[|\]|https/],
  ['A picture ![of a cat](https://example.com/cat.png) here\n', /!|\[|\]|https|png/],
  ['| a | b |\n| --- | :-: |\n| 1 | **2** |\n\nText\n', /[|*]|--/],
  ['Text\n\n```ts\nlet a\n```\n\nText\n', /`/],
  ['- item\n\n  ```ts\n  let a\n  ```\n- next\n', /`/],
  ['[one]: https://one.example\n\nText [one] here\n', /\[|\]|https/],
  ['- [ ] to do\n- [x] done\n', /\[|\]/],
  ['Text\n\n---\n\n> quote\n\n1. one\n2. two\n\n# Head\n', /[-#>]/],
  ['It is <https://example.com> there\n', /[<>]/],
  ['A &amp; B &lt; C\n', /amp|lt;/],
])('%j', (text, raw) => {
  for (const frame of everyFrame(text)) expect(frame.text).not.toMatch(raw)
})

test('a line under a paragraph does not make it a heading before it is whole', () => {
  const frames = everyFrame('Words\n- item\n- item\n')
  for (const { html } of frames) expect(html).not.toMatch(/<h\d|<hr/)
})

test('an address that is still growing leads nowhere', () => {
  const frames = everyFrame('See https://example.com/docs for more')
  const links = frames.flatMap(({ html }) => /href="([^"]*)"/.exec(html)?.[1] ?? [])
  expect(new Set(links)).toEqual(new Set(['https://example.com/docs']))
})

test('what is closed for a frame is shown as it is once the block is over', () => {
  const last = everyFrame('An **open start, 2 * 3, a [bracket\n\nNext\n\n').at(-1)
  expect(last?.text).toBe('An **open start, 2 * 3, a [bracketNext')
})

test('nothing is added to code', () => {
  for (const { html } of everyFrame('```\n**a [b\n')) expect(html).not.toMatch(/\*\*a.*\*\*/)
  for (const { html } of everyFrame('    **a [b')) expect(html).not.toMatch(/\*\*a.*\*\*/)
})

describe('closing', () => {
  test.each([
    ['**bol', '**bol**'],
    ['**bold*', '**bold**'],
    ['**bold ', '**bold**'],
    ['a **b *c', 'a **b *c***'],
    ['**a** b', '**a** b'],
    ['a **', 'a'],
    ['a *b* c', 'a *b* c'],
    ['`co', '`co`'],
    ['``a `b', '``a `b``'],
    ['a `', 'a'],
    ['[tex', ''],
    ['[text]', ''],
    ['[text](http://x', 'text'],
    ['![alt](http://x', ''],
    ['**[text](http', '**text**'],
    ['5*x and 2 * 3', '5*x and 2 * 3'],
    ['snake_case_na', 'snake_case_na'],
    ['arr[0] = 1', 'arr[0] = 1'],
    ['\\*not', '\\*not'],
    ['$5 and $10', '$5 and $10'],
  ])('%j becomes %j', (source, closed) => {
    expect(closeInline(source)).toBe(closed)
  })
})
