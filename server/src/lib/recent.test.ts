import { expect, it } from 'vitest'
import { createRecent } from './recent.ts'

it('what was used least goes first, and the size of all together is never passed', () => {
  const recent = createRecent<string>(10, value => value.length)
  recent.put('a', '1234')
  recent.put('b', '1234')
  expect(recent.get('a')).toBe('1234')
  recent.put('c', '123')
  expect([recent.get('a'), recent.get('b'), recent.get('c')]).toEqual(['1234', undefined, '123'])
  recent.put('a', '1')
  recent.put('d', '123456')
  expect([recent.get('a'), recent.get('c'), recent.get('d')]).toEqual(['1', '123', '123456'])
})

it('what is larger than all together may be is not kept, and pushes nothing out', () => {
  const recent = createRecent<string>(4, value => value.length)
  recent.put('a', '1')
  recent.put('b', '12345')
  expect([recent.get('a'), recent.get('b')]).toEqual(['1', undefined])
})
