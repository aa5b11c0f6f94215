import type { Source } from '@folio/protocol'
import { expect, test } from 'vitest'
import { hasAfter, hasBefore, openPassage, readAfter, readBefore } from './passage.ts'
import type { Sources } from './sources.ts'

const LINE = (n: number) => `Line ${n} of a long document.\n`
const LONG = Array.from({ length: 5_000 }, (_, n) => LINE(n)).join('')

/** Knows one document, and counts what is read of it. */
function library(text: string): Sources & { read: number } {
  const sources = {
    read: 0,
    find: async (id: string) => ({ id, length: text.length }) as Source,
    text: async (_id: string, start: number, end: number) => {
      const slice = text.slice(start, end)
      sources.read += slice.length
      return slice
    },
  }
  return sources
}

function cite(text: string, quote: string, shift = 0) {
  const start = text.indexOf(quote)
  return { source_id: 's', start: start + shift, end: start + shift + quote.length, quote }
}

test('of a long document only what is around the passage is read', async () => {
  const sources = library(LONG)
  const { start, text, passage } = await openPassage(sources, cite(LONG, LINE(2_500)))
  expect(LONG.slice(passage?.start, passage?.end)).toBe(LINE(2_500))
  expect(LONG.slice(start, start + text.length)).toBe(text)
  expect(sources.read).toBeLessThan(20_000)
})

test('further reading brings the whole of it, in order', async () => {
  const sources = library(LONG)
  let reading = await openPassage(sources, cite(LONG, LINE(2_500)))
  while (hasBefore(reading)) reading = await readBefore(sources, reading)
  while (hasAfter(reading)) reading = await readAfter(sources, reading)
  expect(reading.text).toBe(LONG)
  expect(sources.read).toBe(LONG.length)
})

test('in newer content the quote is found again, the nearest one', async () => {
  const moved = `A new beginning.\n${LONG}A new end.\n${LINE(2_500)}`
  const { start, text, passage } = await openPassage(library(moved), cite(LONG, LINE(2_500)))
  expect(passage?.start).toBe(moved.indexOf(LINE(2_500)))
  expect(text.slice((passage?.start ?? 0) - start, (passage?.end ?? 0) - start)).toBe(LINE(2_500))
})

test('or is said to be gone', async () => {
  const { passage, start } = await openPassage(library('Something else.'), cite(LONG, LINE(2_500)))
  expect(passage).toBeNull()
  expect(start).toBe(0)
})
