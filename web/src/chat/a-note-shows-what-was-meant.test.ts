import { expect, test } from 'vitest'
import { excerptOf } from './excerpt.ts'

const PASSAGE =
  '## Durable replies\n\nA reply belongs to the server. **Each chunk** is written once, with a sequence number, ' +
  'before anybody is shown it. A reader that comes back names the last number it saw. Nothing is sent twice.'

test('a short passage stands as it is, on one line', () => {
  expect(excerptOf('One line.\n\nAnother   one.', '', 100)).toBe('One line. Another one.')
})

test('of a long one, the sentence that says what the reply says', () => {
  expect(excerptOf(PASSAGE, 'It is safe. Every chunk has a sequence number.', 60)).toBe(
    '…Each chunk is written once, with a sequence number, before…',
  )
  expect(excerptOf(PASSAGE, 'The reader names the last number.', 60)).toMatch(
    /^…A reader that comes back names the last/,
  )
})

test('its beginning, where none does', () => {
  expect(excerptOf(PASSAGE, '', 40)).toBe('A reply belongs to the server. Each…')
})

test('a heading stands where there is nothing else', () => {
  expect(excerptOf('# A heading alone', '', 100)).toBe('A heading alone')
})

test('text without spaces is cut between characters', () => {
  expect(excerptOf('😀'.repeat(50), '', 5)).toBe('😀😀…')
  expect(excerptOf('这是一个句子。每个片段只写一次。'.repeat(9), '片段', 10)).toHaveLength(11)
})
