import { expect, test } from 'vitest'
import { titleSaid } from './title-said.ts'

test.each([
  ['Baking bread at home', 'Baking bread at home'],
  ['"Baking bread".', 'Baking bread'],
  ['„Brot backen“', 'Brot backen'],
  ['**Title:** Baking bread\n\nI chose this because…', 'Baking bread'],
  ['\n\n# Baking  bread\n', 'Baking bread'],
  ['`rm -rf` [explained](http://x)', 'rm -rf explained(http://x)'],
  ['a\u202eb\0c\ud800', 'abc'],
  ['_What_ snake_case is', 'What snake_case is'],
  ['<think>\nThe user wants…\n</think>\n\nBaking bread', 'Baking bread'],
  ['<think>\nThe user wants', ''],
  ['', ''],
  ['""\n', ''],
])('%j becomes %j', (said, title) => {
  expect(titleSaid(said)).toBe(title)
})

test('a long one is cut between words, to sixty units at most', () => {
  expect(titleSaid('word '.repeat(40))).toBe(`${'word '.repeat(11).trim()}…`)
  expect(titleSaid('x'.repeat(100))).toHaveLength(60)
  const pairs = titleSaid('😀'.repeat(100))
  expect(pairs).not.toMatch(/\p{Surrogate}/u)
  expect(pairs.length).toBeLessThanOrEqual(60)
})
