import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCleaner } from './clean-text.ts'

test('a pair in two pieces becomes one character', () => {
  const { clean, end } = createCleaner()
  expect([clean('a\ud83d'), clean('\ude80b'), end()]).toEqual(['a', '🚀b', ''])
})

test('half a pair and NUL become U+FFFD', () => {
  const { clean, end } = createCleaner()
  expect(clean('\ude80a\0b\ud83dc')).toBe('\ufffda\ufffdb\ufffdc')
  expect([clean('\ud83d'), clean('\ud83d'), end(), end()]).toEqual(['', '\ufffd', '\ufffd', ''])
})

test('any text in any pieces comes out as it would in one', () => {
  const units = fc.array(fc.constantFrom('a', '\0', '\ud83d', '\ude80', 'é'), { maxLength: 12 })
  fc.assert(
    fc.property(
      fc.array(
        units.map(list => list.join('')),
        { maxLength: 6 },
      ),
      pieces => {
        const { clean, end } = createCleaner()
        const cleaned = pieces.map(clean)
        for (const piece of cleaned) expect(/[\ud800-\udbff]$/.test(piece)).toBe(false)
        expect(cleaned.join('') + end()).toBe(pieces.join('').replace(/[\0\p{Surrogate}]/gu, '\ufffd'))
      },
    ),
  )
})
