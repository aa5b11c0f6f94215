import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createVectorSet } from './vector-set.ts'

const vector = (dimension: number) =>
  fc.array(fc.float({ noNaN: true, min: -1, max: 1 }), { minLength: dimension, maxLength: dimension })
const stories = fc.integer({ min: 1, max: 40 }).chain(dimension =>
  fc.record({
    dimension: fc.constant(dimension),
    steps: fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 30 }), vector(dimension)), { maxLength: 60 }),
    query: vector(dimension),
    k: fc.integer({ min: 0, max: 40 }),
  }),
)

test('finds what looking at each by hand finds, whatever was added, replaced and removed before', () => {
  fc.assert(
    fc.property(stories, ({ dimension, steps, query, k }) => {
      const set = createVectorSet(dimension)
      const known = new Map<number, Float32Array>()
      for (const [isThere, id, numbers] of steps) {
        if (isThere) set.add(id, new Float32Array(numbers))
        else set.remove(id)
        if (isThere) known.set(id, new Float32Array(numbers))
        else known.delete(id)
      }
      const asked = new Float32Array(query)
      const found = set.nearest(asked, k).near
      const score = (id: number) =>
        [...(known.get(id) ?? [])].reduce((sum, value, n) => sum + value * (asked[n] ?? 0), 0)
      expect(set.size).toBe(known.size)
      expect([...set.ids()].sort((a, b) => a - b)).toEqual([...known.keys()].sort((a, b) => a - b))
      expect(found).toHaveLength(Math.min(k, known.size))
      expect(new Set(found.map(({ id }) => id)).size).toBe(found.length)
      for (const near of found) expect(near.score).toBeCloseTo(score(near.id), 4)
      const least = found.at(-1)?.score ?? Infinity
      const left = [...known.keys()].filter(id => !found.some(near => near.id === id))
      if (k > 0) for (const id of left) expect(score(id)).toBeLessThanOrEqual(least + 1e-4)
    }),
    { numRuns: 300 },
  )
})

test('grows, and finds the nearest first, of equals the one with the lower number', () => {
  const set = createVectorSet(3)
  for (let id = 5_000; id > 0; id--) set.add(id, new Float32Array([id === 77 || id === 99 ? 1 : 0.5, 0, 0]))
  expect(set.nearest(new Float32Array([1, 0, 0]), 3).near).toEqual([
    { id: 77, score: 1 },
    { id: 99, score: 1 },
    { id: 1, score: 0.5 },
  ])
})

test('a vector of another space is refused', () => {
  const set = createVectorSet(3)
  expect(() => set.add(1, new Float32Array(4))).toThrow(RangeError)
  set.add(1, new Float32Array(3))
  expect(() => set.nearest(new Float32Array(2), 1)).toThrow(RangeError)
})

test('says how near all others are', () => {
  const set = createVectorSet(2)
  const query = new Float32Array([1, 0])
  expect(set.nearest(query, 1)).toEqual({ near: [], others: 0 })
  set.add(1, new Float32Array([1, 0]))
  expect(set.nearest(query, 1).others).toBe(0)
  set.add(2, new Float32Array([0.5, 0]))
  set.add(3, new Float32Array([0.25, 1]))
  expect(set.nearest(query, 1)).toEqual({ near: [{ id: 1, score: 1 }], others: 0.375 })
})
