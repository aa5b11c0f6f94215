import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSought, soughtBy, termsOf, wordsOf } from './words.ts'

const terms = (text: string) => termsOf(text).join(' ')

test('words are lower case and without accents, and nothing else is taken from them', () => {
  expect(terms('The refunds, REFUNDED: café CAFE\u0301 Übergröße łódź Ναί')).toBe(
    'the refunds refunded cafe ubergrosse lodz ναι',
  )
  expect(terms('snake_case IL-6 3.14 １２３ ﬁne')).toBe('snake case il 6 3 14 123 fine')
  expect(terms(' \t\n.,;!?-—🙂 "*" ')).toBe('')
  expect(terms('العَرَبِيَّة हिन्दी')).toBe('العربية हिन्दी')
})

test('letters that are written without spaces are found by each two of them, and by each alone', () => {
  expect(terms('信息检索')).toBe('信息 息检 检索 索')
  expect(terms('京、ABC検索')).toBe('京 abc 検索 索')
  for (const part of ['信', '息', '索', '息检', '信息检索'])
    expect(soughtBy(part).every(each => termsOf('信息检索').some(term => isSought(term, [each])))).toBe(true)
  expect(soughtBy('信索').every(each => termsOf('信息检索').some(term => isSought(term, [each])))).toBe(false)
})

test('a question looks for its words alone: longer ones by their beginning', () => {
  expect(soughtBy('"to" a* OR -plan: 🙂 plan')).toEqual([
    { term: 'to', begins: true },
    { term: 'a', begins: false },
    { term: 'or', begins: true },
    { term: 'plan', begins: true },
  ])
  expect(soughtBy('🙂 " * :')).toEqual([])
})

test('whatever comes in, a term is letters, digits and marks, and what stands in a text is found by itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), text => {
      for (const { term, start, end } of wordsOf(text)) {
        expect(term).toMatch(/^[\p{L}\p{M}\p{N}]{1,64}$/u)
        expect([start < end, end <= text.length]).toEqual([true, true])
      }
      const there = termsOf(text)
      expect(soughtBy(text).every(each => there.some(term => isSought(term, [each])))).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

test('of what fills a book only so much is kept as a database takes', () => {
  const book = Array.from({ length: 60_000 }, (_, n) => `word${n}`).join(' ')
  const bytes = termsOf(book).reduce((sum, term) => sum + Buffer.byteLength(term) + 12, 0)
  expect(bytes).toBeLessThan(2 ** 20)
  expect(termsOf(book)[0]).toBe('word0')
})
