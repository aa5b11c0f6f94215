import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Extracted } from './read/extracted.ts'
import { split } from './split.ts'

const CAP = 1_600
const plain = (text: string, form: Extracted['form'] = 'prose') => split({ text, form, pages: null })
const shown = (text: string, form?: Extracted['form']) => plain(text, form).map(p => text.slice(p.start, p.end))

/** Different every time, and the same for everybody. */
function words(seed: number): (count: number) => string {
  let state = seed
  return count =>
    Array.from({ length: count }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return (state >>> 8).toString(36)
    }).join(' ')
}

test('every piece is a slice within the cap, and nothing that is not blank is left out', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 400 }),
    fc.lorem({ maxCount: 40, mode: 'sentences' }),
    fc.constantFrom(
      '\n',
      '\n\n',
      '# Title\n\n',
      '- item\n',
      '```\n',
      '| a | b |\n',
      '    ',
      'x'.repeat(2_000),
      '漢字。',
    ),
    fc.constantFrom('e\u0301', '👨‍👩‍👧', '🇩🇪', '😀'.repeat(900)),
  )
  const text = fc.array(piece, { maxLength: 30 }).map(pieces => pieces.join(''))
  fc.assert(
    fc.property(text, fc.constantFrom<Extracted['form']>('markdown', 'prose', 'records'), (source, form) => {
      const covered = new Uint8Array(source.length)
      for (const { start, end } of plain(source, form)) {
        expect(end - start).toBeGreaterThan(0)
        expect(end - start).toBeLessThanOrEqual(CAP)
        for (const at of [start, end]) expect(/[\ud800-\udbff]$/.test(source.slice(0, at))).toBe(false)
        covered.fill(1, start, end)
      }
      const missed = [...covered].findIndex((seen, at) => seen === 0 && /\S/.test(source.charAt(at)))
      expect(missed).toBe(-1)
    }),
    { numRuns: 200 },
  )
})

test('no grapheme is cut in two', () => {
  const family = '👨‍👩‍👧‍👦'
  const text = family.repeat(1_000)
  for (const { start, end } of plain(text)) expect([start % family.length, end % family.length]).toEqual([0, 0])
})

test('a section that fits is one piece, and starts with its heading', () => {
  const word = words(1)
  const text = `# One\n\n${word(100)}\n\n## Two\n\n${word(100)}\n\n# Three\n\n${word(100)}`
  const pieces = plain(text, 'markdown')
  expect(pieces.map(p => p.headingPath)).toEqual([['One'], ['One', 'Two'], ['Three']])
  expect(pieces.map(p => text.slice(p.start).split('\n')[0])).toEqual(['# One', '## Two', '# Three'])
})

test('a piece of a longer section starts with the last sentence of the one before', () => {
  const word = words(2)
  const sentences = Array.from({ length: 40 }, () => `S${word(12)}.`)
  const pieces = shown(sentences.join(' '))
  expect(pieces.length).toBeGreaterThan(2)
  for (const [i, piece] of pieces.slice(1).entries()) {
    const first = piece.slice(0, piece.indexOf('.') + 1)
    expect(pieces[i]?.endsWith(first)).toBe(true)
  }
})

test('nothing is repeated over a heading', () => {
  const word = words(3)
  const text = ['# A', word(150), '# B', word(150)].join('\n\n')
  expect(shown(text, 'markdown').filter(piece => piece.startsWith('#'))).toHaveLength(2)
})

test('a code block that fits is not cut, and what looks like a heading in it is none', () => {
  const word = words(4)
  const code = `\`\`\`\n# no heading\n\n${Array.from({ length: 20 }, () => word(5)).join('\n')}\n\`\`\``
  const text = `# A\n\n${word(140)}\n\n${code}\n\n${word(140)}`
  expect(shown(text, 'markdown').some(piece => piece.includes(code))).toBe(true)
  expect(plain(text, 'markdown').every(({ headingPath }) => headingPath.join() === 'A')).toBe(true)
})

test('a piece says on which page it starts', () => {
  const word = words(5)
  const first = `${word(200)}\n\n`
  const pieces = split({ text: first + word(200), form: 'prose', pages: [0, first.length] })
  expect(pieces[0]?.page).toBe(1)
  expect(pieces.at(-1)?.page).toBe(2)
})

test('the same text gives the same pieces', () => {
  const text = words(6)(5_000)
  expect(plain(text)).toEqual(plain(text))
})

test('one paragraph more or another one changes three chunks of a thousand at most', () => {
  const word = words(7)
  const sentence = () => `${word(9)}.`
  const paragraphs = Array.from({ length: 3_600 }, () => [sentence(), sentence(), sentence(), sentence()].join(' '))
  const pieces = (list: string[]) => shown(list.join('\n\n'))
  const before = new Set(pieces(paragraphs))
  expect(before.size).toBeGreaterThan(1_000)
  for (let n = 0; n < 12; n++) {
    const at = (n * 997) % paragraphs.length
    const edited =
      n % 2 ? paragraphs.toSpliced(at, 0, sentence()) : paragraphs.with(at, `${paragraphs[at]} ${sentence()}`)
    const changed = pieces(edited).filter(piece => !before.has(piece))
    expect(changed.length).toBeGreaterThan(0)
    expect(changed.length).toBeLessThanOrEqual(3)
  }
})
