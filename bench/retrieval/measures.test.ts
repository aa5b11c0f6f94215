import { expect, test } from 'vitest'
import { averagePrecision, ndcg, recall } from './measures.ts'

const grades = new Map([
  ['a', 2],
  ['b', 1],
])

test('the best order gains all there is', () => {
  expect(ndcg(['a', 'b', 'x'], grades, 10)).toBe(1)
  expect(averagePrecision(['a', 'b', 'x'], grades)).toBe(1)
  expect(recall(['a', 'b', 'x'], grades, 2)).toBe(1)
})

test('what stands further back gains less, and what is not there nothing', () => {
  expect(ndcg(['x', 'b', 'a'], grades, 10)).toBeCloseTo((1 / Math.log2(3) + 2 / 2) / (2 + 1 / Math.log2(3)), 10)
  expect(ndcg(['x', 'b', 'a'], grades, 1)).toBe(0)
  expect(averagePrecision(['x', 'b', 'y', 'a'], grades)).toBeCloseTo((1 / 2 + 2 / 4) / 2, 10)
  expect(recall(['x', 'b', 'y', 'a'], grades, 3)).toBe(0.5)
  expect(ndcg([], grades, 10)).toBe(0)
})
