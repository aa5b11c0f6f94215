import { expect, test } from 'vitest'
import { CallFailure } from './failures.ts'
import { pauseBefore } from './retry.ts'

const failure = (retry: boolean | number) => new CallFailure('provider_error', 'no', { retry })

test('waits twice as long the second time, up to half of it by chance, and then gives up', () => {
  expect([0, 1, 2].map(n => pauseBefore(failure(true), n, () => 0))).toEqual([250, 500, undefined])
  expect([0, 1, 2].map(n => pauseBefore(failure(true), n, () => 1))).toEqual([500, 1_000, undefined])
})

test('keeps to what the provider asks for, up to 20 s', () => {
  expect(pauseBefore(failure(3_000), 0, () => 0)).toBe(3_000)
  expect(pauseBefore(failure(20_000), 0, () => 0)).toBe(20_000)
  expect(pauseBefore(failure(20_001), 0, () => 0)).toBeUndefined()
})

test('a fault that stays is not tried again; a connection that had gone is, at once', () => {
  expect(pauseBefore(failure(false), 0, () => 0)).toBeUndefined()
  expect(pauseBefore(failure(0), 0, () => 1)).toBe(0)
})
