import fc from 'fast-check'
import { expect, test } from 'vitest'
import { snippetOf } from './snippet.ts'
import { soughtBy } from './words.ts'

const LONE = /\p{Surrogate}/u
const show = (text: string, q: string) => {
  const { text: shown, marks } = snippetOf(text, soughtBy(q))
  return marks.reduceRight(
    (all, [start, end]) => `${all.slice(0, start)}[${all.slice(start, end)}]${all.slice(end)}`,
    shown,
  )
}

test('a short text is shown whole, on one line, with every word marked that was looked for', () => {
  expect(show('A room\nin Málaga, malagueña or not', 'malag room')).toBe('A [room] in [Málaga], [malagueña] or not')
  expect(show('情報検索の本', '検索')).toBe('情報[検索]の本')
  expect(show('情報検索の本', '報検索')).toBe('情[報検索]の本')
})

test('of a long one what stands around the first of them, cut between words', () => {
  const text = `${'before it all '.repeat(20)}the needle${' after all of it'.repeat(20)}`
  const shown = show(text, 'needle')
  expect(shown).toMatch(/^…(?:before|it|all) .*the \[needle\] after.*(?:after|all|of|it)…$/)
  expect(shown.length).toBeLessThan(170)
})

test('whatever is looked for in whatever text, marks stand in order within it, and no pair is cut', () => {
  const text = fc.array(
    fc.oneof(fc.constantFrom('a', 'ab', ' ', '\n', '😀', '東京', 'é'), fc.string({ unit: 'grapheme' })),
  )
  fc.assert(
    fc.property(text, fc.constantFrom('a', 'ab', '東', '東京', 'e a', 'z'), (pieces, q) => {
      const whole = pieces.join('').repeat(8)
      const snippet = snippetOf(whole, soughtBy(q))
      expect(snippet.text.length).toBeLessThanOrEqual(162)
      if (!LONE.test(whole)) expect(snippet.text).not.toMatch(LONE)
      let last = 0
      for (const [start, end] of snippet.marks) {
        expect([start >= last, end > start, end <= snippet.text.length]).toEqual([true, true, true])
        last = end
      }
    }),
    { numRuns: 500 },
  )
})
