import { push, type Part, type Passage } from '@folio/protocol'
import { expect, test } from 'vitest'
import type { OwnedReply } from '../replies/own.ts'
import { citing, tellingOf } from './telling.ts'

const place = { source_id: 's', document_id: 'd', title: 'T', heading_path: [], page: null }
const passage = (n: number): Passage => ({ ...place, n, start: n, end: n + 1, text: 'x', score: 1 })

/** A reply that goes on behind `had`, where the passages of these numbers were found. */
function write(had: Part[], found: readonly number[], ...pieces: string[]) {
  const parts: Part[] = []
  const prefix = had.filter(part => typeof part === 'string').join('')
  const reply = { had, prefix } as unknown as OwnedReply
  const bot = { systemPrompt: null, temperature: 0, refusalText: null }
  const { grounds, temperature } = tellingOf([], { bot, passages: found.map(passage) }, reply)
  expect(temperature).toBe(0)
  const put = { text: (piece: string) => push(parts, piece), wait() {} }
  const sink = citing(
    reply,
    { ...put, cite: ({ n, start }) => push(parts, { data: { type: 'c', n, start } }) },
    grounds,
  )
  for (const piece of pieces) sink.text(piece)
  const early = [...parts]
  sink.end()
  return { parts, early }
}
const mark = (n: number, start: number): Part => ({ data: { type: 'c', n, start } })
const cited = (n: number, start: number): Part => ({
  data: { type: 'citation', n, document_id: 'd', start, end: start + 1 },
})

test('a citation that stands at the end already is not made again', () => {
  const had = ['so', cited(1, 7), { data: { type: 'end', status: 'stopped' } }]
  expect(write(had, [7, 8], ' [1][2] on [1]').parts).toEqual([mark(2, 8), ' on', mark(1, 7)])
})

test('one that nobody has read behind keeps its number where the text begins anew', () => {
  expect(write([cited(4, 8)], [7, 8], '[4] a [5]').parts).toEqual(['a', mark(5, 7)])
})

test('what may become a marker is not shown before it is one, and at the end it is text', () => {
  expect(write([], [7], 'so [1').early).toEqual(['so'])
  expect(write([], [7], 'so [1').parts).toEqual(['so [1'])
})

test('where nothing was found, brackets are text', () => {
  expect(write([], [], 'so [1] on').early).toEqual(['so [1] on'])
})
