import { expect, test } from 'vitest'
import { linesOf } from './lines.ts'

const TEXT = 'First line.\n\nSecond 😀 line, and more.\nThird.'

test('each line knows where it stands in the document', () => {
  const lines = linesOf({ start: 100, text: TEXT, passage: null })
  expect(lines.map(({ text }) => text).join('\n')).toBe(TEXT)
  for (const { at, text } of lines) expect(TEXT.slice(at - 100, at - 100 + text.length)).toBe(text)
})

test.each([['Second 😀 line'], ['line.\n\nSecond'], [TEXT], ['more.\n']])(
  'the passage %j is marked in them, and nothing else',
  quote => {
    const start = 100 + TEXT.indexOf(quote)
    const lines = linesOf({ start: 100, text: TEXT, passage: { start, end: start + quote.length } })
    expect(lines.map(({ text, from, to }) => text.slice(from, to)).join('')).toBe(quote.replaceAll('\n', ''))
  },
)
