import { expect, test } from 'vitest'
import { replyText, stamp } from './model/token.ts'
import { createSample } from './statistics.ts'
import { countTokens } from './tokens.ts'

test('tokens are counted once, wherever the network cuts them', () => {
  const bytes = Buffer.from(`data: {"chunk":${JSON.stringify(replyText(40))}}`)
  for (let at = 0; at <= bytes.length; at++) {
    expect(countTokens(bytes.subarray(0, at)) + countTokens(bytes.subarray(at))).toBe(40)
  }
})

test('a stamp tells how old its token is; one that is cut tells nothing', () => {
  const ages: number[] = []
  const bytes = Buffer.from(stamp() + stamp())
  expect(countTokens(bytes.subarray(0, -1), ms => ages.push(ms))).toBe(2)
  expect(ages).toHaveLength(1)
  expect(ages[0]).toBeGreaterThanOrEqual(0)
  expect(ages[0]).toBeLessThan(1_000)
})

test('percentiles by nearest rank; of nothing they are NaN', () => {
  const sample = createSample()
  expect(sample.percentile(50)).toBeNaN()
  for (let n = 100; n >= 1; n--) sample.add(n)
  expect([0, 50, 95, 99, 100].map(sample.percentile)).toEqual([1, 50, 95, 99, 100])
})
