import { expect, test } from 'vitest'
import { newId } from './id.ts'

test('an id is a UUID of version 7 that holds its time', () => {
  const id = newId(0x0123_4567_89ab)
  expect(id).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('a later id sorts behind an earlier one', () => {
  const ids = [1, 2, 1_000, 2 ** 32 - 1, 2 ** 32, 2 ** 41].map(newId)
  expect(ids.toSorted()).toEqual(ids)
})

test('no two ids of one millisecond are the same', () => {
  expect(new Set(Array.from({ length: 1_000 }, () => newId(5))).size).toBe(1_000)
})
