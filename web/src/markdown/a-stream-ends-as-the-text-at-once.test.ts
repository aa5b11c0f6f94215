// @vitest-environment happy-dom
import './testing/dom.ts'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { REPLIES } from '@folio/markdown/testing/replies'
import { atOnce, cut, openPage, stream } from './testing/world.ts'

// The page here is a simulated one, and slow on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

describe.each(Object.entries(REPLIES))('%s', (_name, text) => {
  test('cut anywhere, ends in the page of the text rendered at once', () => {
    const whole = atOnce(text)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }), lengths => {
        const page = openPage()
        stream(page, cut(text, lengths))
        page.renderer.end()
        expect(page.html()).toBe(whole)
      }),
      { numRuns: 25 },
    )
  })

  test('has shown all of it when the last character has come, but for what may still change', () => {
    const page = openPage()
    stream(page, cut(`${text}\n\nLast words.\n\nVery last words.\n`, [1]))
    expect(page.html()).toContain('Very last words.')
    page.renderer.end(text)
    expect(page.html()).toBe(atOnce(text))
  })
})

test('pieces of all replies in any order end as they are at once', () => {
  const pieces = Object.values(REPLIES).flatMap(text => text.split(/(?<=\n)/))
  const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 25 }).map(lines => lines.join(''))
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 30 }), (text, length) => {
      const page = openPage()
      stream(page, cut(text, [length]))
      page.renderer.end()
      expect(page.html()).toBe(atOnce(text))
    }),
    { numRuns: 150 },
  )
})

test('a reply that goes on after its end keeps the nodes it has', () => {
  const page = openPage()
  stream(page, ['First **words**.\n\n', 'Second words'])
  page.renderer.end()
  const [first] = page.host.children
  stream(page, ['First **words**.\n\nSecond words', ' and more.\n\nThird'])
  page.renderer.end()
  expect(page.host.children[0]).toBe(first)
  expect(page.html()).toBe(atOnce('First **words**.\n\nSecond words and more.\n\nThird'))
})

test('a text that is not the beginning of the next one is replaced', () => {
  const page = openPage()
  stream(page, ['```js\nlet a'])
  page.renderer.write('Other *text*')
  page.frames.next()
  page.renderer.end()
  expect(page.html()).toBe(atOnce('Other *text*'))
})
