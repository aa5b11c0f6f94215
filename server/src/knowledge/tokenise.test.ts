import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tokenise } from './tokenise.ts'

const terms = (text: string) => tokenise(text).join(' ')

test('words are lower case and without their endings, each as often as it stands there', () => {
  expect(terms('The refunds, refunded. REFUND!')).toBe('the refund refund refund')
  expect(terms('running runs\nrun')).toBe('run run run')
  expect(tokenise(' \t\n.,;!?-—')).toEqual([])
})

test('an apostrophe leaves the word, or parts two', () => {
  expect(terms("the cell's cells’ don't we'll I’m")).toBe('the cell cell dont we i')
  expect(terms('l’école d’été')).toBe('l école d été')
})

test('a name is found however its parts are joined', () => {
  for (const written of ['IL-6', 'IL‐6', 'il-6']) expect(terms(written)).toBe('il 6 il6')
  expect(terms('IL6')).toBe('il6 il 6')
  expect(terms('wi-fi')).toBe('wi fi wifi')
  expect(terms('TGF-β')).toBe('tgf β tgfβ')
})

test('a name with digits within it is one word, and none of its letters are an ending', () => {
  expect(terms('bot9f3ca bot9f3cas')).toBe('bot9f3ca bot9f3cas')
  expect(terms('snake_case')).toBe('snake case')
})

test('numbers are kept', () => {
  expect(terms('1,000 3.14 10.0.0.1 2024-05-01 １２３')).toBe('1000 3.14 10.0.0.1 2024 05 01 20240501 123')
})

test('German words keep their letters, and ß is ss', () => {
  expect(terms('Übergröße Straße STRASSE Häuser')).toBe('übergrösse strass strass häuser')
  expect(terms('u\u0308ber soft\u00adhyphen')).toBe('über softhyphen')
})

test('Chinese, Japanese and Korean are pairs of letters', () => {
  expect(terms('信息检索')).toBe('信息 息检 检索')
  expect(terms('京、ABC検索')).toBe('京 abc 検索')
  expect(terms('東京タワーへ')).toBe('東京 京タ タワ ワー ーへ')
  expect(terms('ﾀﾜｰ')).toBe('タワ ワー')
  expect(terms('정보 검색은')).toBe('정보 검색 색은')
  expect(terms('𠮷野家')).toBe('𠮷野 野家')
})

test('Thai, Lao, Khmer and Burmese are the words of a dictionary', () => {
  expect(terms('ภาษาไทยง่าย')).toBe('ภาษา ไทย ง่าย')
  expect(tokenise('ພາສາລາວ').length).toBeGreaterThan(1)
  for (const text of ['ភាសាខ្មែរ', 'မြန်မာဘာသာ']) expect(tokenise(text).join('')).toBe(text)
})

test('pictures are words', () => {
  expect(terms('pizza🍕👍')).toBe('pizza 🍕 👍')
})

test('whatever comes in, a term has a length, no blank, no NUL and no half of a pair', () => {
  const hostile = fc.string({ unit: 'binary', maxLength: 300 })
  const letters = fc.string({
    unit: fc.constantFrom("'", '-', '.', ',', 'ก', '漢', 'a', '1', '\u0301', '\ud800', '😀', ' '),
  })
  fc.assert(
    fc.property(fc.oneof(hostile, letters), text => {
      for (const term of tokenise(text)) {
        expect(term.length).toBeGreaterThan(0)
        expect(term.length).toBeLessThanOrEqual(64)
        expect(term).not.toMatch(/[\s\0]|\p{Surrogate}/u)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('what has been found of a text is found of the same text in capitals, and of its parts', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(words, all => {
      expect(tokenise(all.join(' ').toUpperCase())).toEqual(all.flatMap(tokenise))
    }),
  )
})

test('very long words are cut, and very long texts take no longer than their length', () => {
  expect(tokenise('x'.repeat(100_000))).toEqual(['x'.repeat(64)])
  expect(tokenise(`${'é'.repeat(63)}${'𝔸'.repeat(9)}`)[0]).toHaveLength(64)
  const time = (text: string) => {
    const from = performance.now()
    tokenise(text)
    return performance.now() - from
  }
  for (const piece of ['a', "a'", 'a-', '1.', '1,', 'ก', '漢', '\u0301', "'", '-']) {
    expect([piece, time(piece.repeat(500_000)) < 5_000]).toEqual([piece, true])
  }
})
