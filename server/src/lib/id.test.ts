import { expect, it } from 'vitest'
import { isId, newId } from './id.ts'

it('makes ids of version 7 that grow', () => {
  const ids = Array.from({ length: 1_000 }, newId)
  expect(ids.every(id => id[14] === '7')).toBe(true)
  expect(ids).toEqual(ids.toSorted())
  expect(new Set(ids).size).toBe(1_000)
})

it('knows an id by its canonical form', () => {
  const id = newId()
  expect(isId(id)).toBe(true)
  for (const text of ['', 'x', id.toUpperCase(), `${id} `, id.slice(1), id.replaceAll('-', '')])
    expect(isId(text)).toBe(false)
})
