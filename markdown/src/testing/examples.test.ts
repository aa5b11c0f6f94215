import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ownExamples, publicExamples } from './examples.ts'

const FENCE = '`'.repeat(32)
const TEXT = `# Part\n\nWords.\n\n${FENCE} example\n→*a*\n.\n<p>\n</p>\n${FENCE}\n\n## Tables\n\n${FENCE} example table\n# no heading\n.\n${FENCE}\n`
const JSON_TEXT = JSON.stringify([{ markdown: '*b*\n', html: '<p><em>b</em></p>\n', section: 'Other', example: 7 }])

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'examples-'))
  writeFileSync(join(folder, 'spec.txt'), TEXT)
  writeFileSync(join(folder, 'spec.json'), JSON_TEXT)
  writeFileSync(join(folder, 'README.md'), `${FENCE} example\nx\n.\ny\n${FENCE}\n`)
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a text of examples is read with its sections and tabs', () => {
  expect(publicExamples(join(folder, 'spec.txt'))).toEqual([
    { markdown: '\t*a*\n', html: '<p>\n</p>\n', section: 'Part', example: 1 },
    { markdown: '# no heading\n', html: '', section: 'Tables', example: 2 },
  ])
})

test('a folder is read with all its examples, a list of them as it is', () => {
  expect(publicExamples(folder).map(({ markdown }) => markdown)).toEqual(['*b*\n', '\t*a*\n', '# no heading\n'])
})

test('where none are named there are none, and a wrong name is told', () => {
  expect(publicExamples('')).toEqual([])
  expect(() => publicExamples(join(folder, 'missing'))).toThrow('ENOENT')
})

test('our own are there for every part', () => {
  const own = ownExamples()
  expect(own.length).toBeGreaterThan(150)
  expect(new Set(own.map(({ section }) => section)).size).toBeGreaterThan(25)
})
