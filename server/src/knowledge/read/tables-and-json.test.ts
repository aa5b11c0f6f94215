import { expect, test } from 'vitest'
import { readOne } from '../testing/read-one.ts'

const textOf = async (name: string, content: string) => (await readOne(name, content)).text

test('a row is a record of what its headers say', async () => {
  const table = 'name,age,note\n"Smith, John",42,"said ""hi""\nand left"\nAnn,,=SUM(A1)\n'
  expect(await textOf('a.csv', table)).toBe(
    'name: Smith, John\nage: 42\nnote: said "hi" and left\n\nname: Ann\nnote: =SUM(A1)',
  )
})

test('cells stand between commas, semicolons, tabs or bars', async () => {
  for (const delimiter of [',', ';', '\t', '|'])
    expect(
      await textOf(
        'a.csv',
        [
          ['k', 'v'],
          ['a', '1'],
          ['b', '2'],
        ]
          .map(row => row.join(delimiter))
          .join('\r\n'),
      ),
    ).toBe('k: a\nv: 1\n\nk: b\nv: 2')
})

test('a table without headers has columns with numbers', async () => {
  expect(await textOf('a.csv', '1,2\n3,4\n')).toBe('column 1: 1\ncolumn 2: 2\n\ncolumn 1: 3\ncolumn 2: 4')
})

test('commas in sentences are no table', async () => {
  const text =
    'Red, green, and blue are colours, as you know.\nOne, two, and three are numbers, as you know.\nA, b, and c are letters, as they say.'
  expect(await textOf('a', text)).toBe(text)
  const apart = Array.from({ length: 40 }, (_, i) => `Entry ${i}:nothing,really nothing`).join('\n\n')
  expect(await textOf('a', apart)).toBe(apart)
})

test('a value stands behind its path', async () => {
  const value = {
    name: 'Ann',
    at: { city: 'Berlin', tags: ['a', 'b'] },
    items: [{ x: 1 }, { x: null, y: true }],
    empty: '',
  }
  expect(await textOf('a.json', JSON.stringify(value))).toBe(
    'name: Ann\nat.city: Berlin\nat.tags: a, b\nitems[0].x: 1\nitems[1].y: true',
  )
})

test('records of a list, and those on lines of their own, stand apart', async () => {
  const records = [{ id: 1, text: 'one\ntwo' }, { id: 2 }]
  const expected = 'id: 1\ntext:\none\ntwo\n\nid: 2'
  expect(await textOf('a.json', JSON.stringify(records))).toBe(expected)
  expect(await textOf('a.jsonl', records.map(record => JSON.stringify(record)).join('\n'))).toBe(expected)
})
