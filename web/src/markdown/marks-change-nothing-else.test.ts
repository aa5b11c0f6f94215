// @vitest-environment happy-dom
import './testing/dom.ts'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import type { Mark } from '@folio/markdown'
import { renderAll } from './renderer.ts'
import { serialise } from './testing/dom.ts'
import { REPLIES } from '@folio/markdown/testing/replies'
import { atOnce, cut, openPage } from './testing/world.ts'

// The page here is a simulated one, and slow on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

const marksAt = (offsets: number[]): Mark[] =>
  offsets.sort((a, b) => a - b).map((at, index) => ({ at, n: index + 1, index, label: `Source ${index + 1}` }))

const whole = (text: string, marks: Mark[]) => serialise(renderAll(text, marks))

/** Writes `^` in a text for each mark, in their order. */
function read(marked: string): string {
  const pieces = marked.split('^')
  let at = 0
  const marks = marksAt(pieces.slice(0, -1).map(piece => (at += piece.length)))
  return whole(pieces.join(''), marks).replaceAll(/<sup class="cite"><button[^>]*>(\d+)<\/button><\/sup>/g, '^$1')
}

describe.each(Object.entries(REPLIES))('%s', (_name, text) => {
  const offsets = fc.array(fc.integer({ min: 0, max: text.length }), { minLength: 1, maxLength: 6 })

  test('every mark stands there once, in order, and nothing else is different', () => {
    fc.assert(
      fc.property(offsets, some => {
        const fragment = renderAll(text, marksAt(some))
        const values = [...fragment.querySelectorAll<HTMLButtonElement>('.cite > button')].map(b => Number(b.value))
        expect(values).toEqual(some.map((_, i) => i))
        expect(fragment.querySelector('code .cite, a .cite, button .cite')).toBeNull()
        for (const added of fragment.querySelectorAll('.cite, .cites')) added.remove()
        expect(serialise(fragment)).toBe(atOnce(text))
      }),
      { numRuns: 40 },
    )
  })

  test('streamed, it ends as the text at once', () => {
    fc.assert(
      fc.property(offsets, fc.integer({ min: 1, max: 40 }), (some, length) => {
        const marks = marksAt(some)
        const page = openPage()
        let shown = ''
        for (const piece of cut(text, [length])) {
          shown += piece
          page.renderer.write(
            shown,
            marks.filter(({ at }) => at <= shown.length),
          )
          page.frames.next()
        }
        page.renderer.end(text, marks)
        expect(page.html()).toBe(whole(text, marks))
      }),
      { numRuns: 25 },
    )
  })
})

test.each([
  ['One.^ Two.^\n', '<p>One.^1 Two.^2</p>'],
  ['**Bold.**^ More', '<p><strong>Bold.</strong>^1 More</p>'],
  ['**Bold.^** More', '<p><strong>Bold.^1</strong> More</p>'],
  ['*Both^^* more', '<p><em>Both^1^2</em> more</p>'],
  ['In `code^ here` and on', '<p>In <code>code here</code>^1 and on</p>'],
  [
    '- One^\n- Two^\n  goes on\n  - Inner^ one',
    '<ul dir="auto"><li>One^1</li><li>Two^2\ngoes on<ul dir="auto"><li>Inner^3 one</li></ul></li></ul>',
  ],
  ['## A heading^\n\nText^', '<h4>A heading^1</h4>\n<p>Text^2</p>'],
  ['> A quote^\n> in two lines^\n', '<blockquote dir="auto"><p>A quote^1\nin two lines^2</p></blockquote>'],
  ['^First', '<p>^1First</p>'],
  ['Text.\n^\n\nMore.', '<p>Text.^1</p>\n<p>More.</p>'],
  ['5 &#60; 6^ &amp; 7', '<p>5 &lt; 6^1 &amp; 7</p>'],
  ['1. 1^\n2. 2^', '<ol dir="auto"><li>1^1</li><li>2^2</li></ol>'],
  ['One\r\ntwo^ three', '<p>One\ntwo^1 three</p>'],
])('%j', (marked, html) => {
  expect(read(marked)).toBe(html)
})

test('in a table they stand in their cells', () => {
  const html = read('| a^ | b |\n|---|---|\n| c | d^ |\n| e \\| f^ | g |^\n')
  expect(html.match(/<t[hd]>.*?(?=<\/t)/g)?.map(cell => cell.slice(4))).toEqual([
    'a^1',
    'b',
    'c',
    'd^2',
    'e | f^3',
    'g^4',
  ])
})

test('behind a link, never in it, and behind the text of a task', () => {
  expect(read('A [link^](https://a.example) on')).toMatch(/<a [^>]*>link<\/a>\^1 on/)
  expect(read('- [x] done^\n- [ ] not^ yet')).toMatch(/>done\^1<[^]*>not\^2 yet</)
})

test('behind code, and where there is no text at all, marks have a line of their own', () => {
  expect(read('```js\nlet a\n```\n^\n\nText')).toMatch(/<\/div>\n<p class="cites">\^1<\/p>\n<p>Text<\/p>$/)
  expect(read('---\n^')).toBe('<hr>\n<p class="cites">^1</p>')
  expect(read('^')).toBe('<p class="cites">^1</p>')
})

test('a label is text, whatever is in it', () => {
  const label = `Source 1: "></script><img src=x onerror=ran()> 'x' &amp; -->`
  const button = renderAll('Text', [{ at: 4, n: 1, index: 0, label }]).querySelector('.cite > button')
  expect(button?.getAttribute('aria-label')).toBe(label.replaceAll('<', '‹').replaceAll('>', '›'))
  expect(button?.children).toHaveLength(0)
})

test('no text can be taken for a mark', () => {
  const forged = '<sup class="cite"><button value="0">1</button></sup> [1] \uE000 \uFDD0 [^1]'
  expect(renderAll(forged).querySelector('sup, button')).toBeNull()
})

test('what has settled with its marks is not touched by later ones', () => {
  const page = openPage()
  const paragraphs = Array.from({ length: 8 }, (_, i) => `Paragraph ${i}.`)
  const marks = marksAt(paragraphs.map((_, i) => paragraphs.slice(0, i + 1).join('\n\n').length))
  const kept = new Map<Element, string>()
  paragraphs.forEach((_, i) => {
    page.renderer.write(paragraphs.slice(0, i + 1).join('\n\n'), marks.slice(0, i + 1))
    page.frames.next()
    for (const block of [...page.host.children].slice(0, -3)) if (!kept.has(block)) kept.set(block, block.outerHTML)
  })
  page.renderer.end(paragraphs.join('\n\n'), marks)
  expect(kept.size).toBeGreaterThan(3)
  for (const [block, html] of kept) {
    expect(block.parentNode).toBe(page.host)
    expect(block.outerHTML).toBe(html)
    expect(html).toContain('class="cite"')
  }
})

test('a mark shows in the frame in which it comes, behind the text before it', () => {
  const page = openPage()
  page.renderer.write('A sentence.')
  page.frames.next()
  const [paragraph] = page.host.children
  page.renderer.write('A sentence.', marksAt([11]))
  page.frames.next()
  expect(page.host.children[0]).toBe(paragraph)
  expect(page.host.textContent).toBe('A sentence.1')
})
