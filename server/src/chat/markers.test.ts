import { push, type Part } from '@folio/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMarkers } from './markers.ts'

/** What becomes of a text that comes in these pieces, where 1 to 5 were offered: marks are written as ⟨n⟩. */
function read(pieces: readonly string[], before = ''): Part[] {
  const parts: Part[] = []
  const markers = createMarkers<number>(
    {
      offered: n => (n >= 1 && n <= 5 ? n : undefined),
      text: piece => push(parts, piece),
      cite: n => push(parts, { data: { type: 'citation', n } }),
    },
    before,
  )
  for (const piece of pieces) markers.text(piece)
  markers.end()
  return parts
}
const shown = (parts: readonly Part[]) =>
  parts.map(part => (typeof part === 'string' ? part : `⟨${String(part.data.n)}⟩`)).join('')
const whole = (text: string) => shown(read([text]))

describe('a marker becomes a mark where it stands', () => {
  test.each([
    ['Water boils at 100 °C [1].', 'Water boils at 100 °C⟨1⟩.'],
    ['one[1][2] two', 'one⟨1⟩⟨2⟩ two'],
    ['one [1] [2] two', 'one⟨1⟩⟨2⟩ two'],
    ['a list [1, 2;3].', 'a list⟨1⟩⟨2⟩⟨3⟩.'],
    ['a range [1, 3-4] and [2–3]', 'a range⟨1⟩⟨3⟩⟨4⟩ and⟨2⟩⟨3⟩'],
    ['twice [1, 1]', 'twice⟨1⟩'],
    ['at the end [5]', 'at the end⟨5⟩'],
    ['[1] at the beginning', '⟨1⟩at the beginning'],
    ['a line\n[2] and its next', 'a line\n⟨2⟩and its next'],
    ['- item [1]\n- [2] item', '- item⟨1⟩\n-⟨2⟩ item'],
    ['> said [3]', '> said⟨3⟩'],
    ['| cell [1] | [2] |', '| cell⟨1⟩ |⟨2⟩ |'],
    ['Great![1] Really', 'Great!⟨1⟩ Really'],
    ['[see below][1]', '[see below]⟨1⟩'],
    ['日本語[1]。🌍[2]', '日本語⟨1⟩。🌍⟨2⟩'],
  ])('%s', (text, expected) => expect(whole(text)).toBe(expected))
})

describe('a number that was not offered is dropped, with the space in front of it', () => {
  test.each([
    ['word [7].', 'word.'],
    ['word [7] next', 'word next'],
    ['word [7][1], next', 'word⟨1⟩, next'],
    ['word [1, 7] next', 'word⟨1⟩ next'],
    ['[9] Hello', 'Hello'],
    ['word [0]', 'word'],
    ['word [3-9].', 'word⟨3⟩⟨4⟩⟨5⟩.'],
  ])('%s', (text, expected) => expect(whole(text)).toBe(expected))
})

describe('what is no marker stays as it is', () => {
  test.each([
    'a [link](https://example.org), [1](https://example.org/1) and [text]',
    'a footnote [^1], a box - [ ] and - [x], nothing [] and [1',
    'a year [1984], a word [one], mixed [1a] and [1, a]',
    'spaces  between,   and behind  \n  and in front ',
    '\\[1\\] and \\[ x + 1 \\]',
    '[1]: https://example.org',
    'far too much [1,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,2]',
    'lists of no length [,] and no end [1, 2',
  ])('%s', text => expect(whole(text)).toBe(text))
})

describe('in code nothing is a marker', () => {
  test.each([
    ['`a[1]` and b [1]', '`a[1]` and b⟨1⟩'],
    ['``a ` [1]`` and b [1]', '``a ` [1]`` and b⟨1⟩'],
    ['```\na [1]\n```\nb [1]', '```\na [1]\n```\nb⟨1⟩'],
    ['```ts\na [1]\n``\nb [1]\n~~~\n````\nc [1]', '```ts\na [1]\n``\nb [1]\n~~~\n````\nc⟨1⟩'],
    ['~~~\n``` [1]\n~~~\nb [1]', '~~~\n``` [1]\n~~~\nb⟨1⟩'],
    ['- ```\n  a [1]\n  ```\n  b [1]', '- ```\n  a [1]\n  ```\n  b⟨1⟩'],
    ['> ```\n> a [1]\n> ```\n> b [1]', '> ```\n> a [1]\n> ```\n> b⟨1⟩'],
    ['```\n``` is not the end [1]\n```\n[1]', '```\n``` is not the end [1]\n```\n⟨1⟩'],
    ['> ```\n> a [1]\nb [1]', '> ```\n> a [1]\nb⟨1⟩'],
    ['> ```\n> a [1]\n\nb [1]', '> ```\n> a [1]\n\nb⟨1⟩'],
    ['```span``` [1]', '```span```⟨1⟩'],
    ['```js\na [1]', '```js\na [1]'],
    ['a \\` [1]', 'a \\`⟨1⟩'],
  ])('%s', (text, expected) => expect(whole(text)).toBe(expected))
})

describe('a backtick that nothing closes holds to the end of its paragraph', () => {
  test.each([
    ['it`s [1]\n\nb [1]', 'it`s [1]\n\nb⟨1⟩'],
    ['it`s [1]\n- b [1]', 'it`s [1]\n- b⟨1⟩'],
    ['it`s [1]\n# b [1]', 'it`s [1]\n# b⟨1⟩'],
    ['it`s [1]\n```\nb [1]\n```\nc [1]', 'it`s [1]\n```\nb [1]\n```\nc⟨1⟩'],
    ['`a\nb[1]` c [1]', '`a\nb[1]` c⟨1⟩'],
  ])('%s', (text, expected) => expect(whole(text)).toBe(expected))
})

const morsel = fc.oneof(
  fc.constantFrom('[1]', ' [2]', '[7]', '[1, 2]', '[3-4]', '[', ']', '(', ' ', '  ', '\n', '\n\n', '`', '``', '```\n'),
  fc.constantFrom('\n```', '~~~\n', '\\', '- ', '> ', '# ', '1. ', 'word', '🌍', ',', '.', ':', '1', '[1](x)', '[^1]'),
  fc.string({ maxLength: 4 }),
)
const text = fc.array(morsel, { maxLength: 40 }).map(pieces => pieces.join(''))

test('however a text is cut, its parts are the same', () => {
  fc.assert(
    fc.property(text, fc.array(fc.nat(200), { maxLength: 20 }), (said, at) => {
      const cuts = [...new Set(at)].filter(cut => cut < said.length).sort((a, b) => a - b)
      const pieces = [...cuts, said.length].map((cut, n) => said.slice(n === 0 ? 0 : cuts[n - 1], cut))
      expect(read(pieces)).toEqual(read([said]))
      expect(read([...said])).toEqual(read([said]))
    }),
    { numRuns: 2_000 },
  )
})

test('little is held back, and where there is no marker nothing is lost', () => {
  const unmarked = text.map(said => said.replaceAll(/\d/g, 'n') + '['.repeat(3) + ' '.repeat(90))
  fc.assert(
    fc.property(unmarked, said => {
      let given = ''
      const markers = createMarkers({ offered: () => undefined, text: piece => void (given += piece), cite() {} })
      for (const [n, unit] of [...said].entries()) {
        markers.text(unit)
        expect([...said].slice(0, n + 1).join('').length - given.length).toBeLessThanOrEqual(64)
      }
      markers.end()
      expect(given).toBe(said)
    }),
  )
})

test('a reply that goes on knows whether it stands in code', () => {
  expect(shown(read(['x [1]\n```\nb [2]'], 'first:\n```\na '))).toBe('x [1]\n```\nb⟨2⟩')
  expect(shown(read([' [1] next'], 'word'))).toBe('⟨1⟩ next')
  expect(shown(read(['[1] next'], 'line\n'))).toBe('⟨1⟩next')
})
