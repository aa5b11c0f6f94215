import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createChunkReader } from './completion-chunk.ts'

test('every text is read as JSON.parse would, whatever stands around it', () => {
  const content = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', ',', ':', '","', '"}', 'content', '\\', 'é', '\u2028'),
  )
  const around = fc.record({
    id: fc.constantFrom('c1', ',', 'content'),
    note: fc.constantFrom('x', '', ',', '"'),
    last: fc.boolean(),
  })
  fc.assert(
    fc.property(
      fc.array(content, { maxLength: 12 }),
      fc.array(around, { minLength: 1, maxLength: 3 }),
      (texts, frames) => {
        const events = texts.map((text, index) => {
          const { id, note, last } = frames[index % frames.length] ?? { id: '', note: '', last: true }
          const choices = [{ index: 0, delta: { content: text }, finish_reason: null }]
          return JSON.stringify(last ? { id, choices, note } : { note, content: note, id, choices })
        })
        expect(read(events).join('')).toBe(texts.join(''))
      },
    ),
    { numRuns: 300 },
  )
})

test('text that is escaped needlessly, or stands in a key of the same name, is told apart', () => {
  const events = ['plain', 'plain', '\\u00e9\\n', '\\"'].map(
    text => `{"content":"x","choices":[{"delta":{"content":"${text}"}}],"content":"plain"}`,
  )
  expect(read(events)).toEqual(['plain', 'plain', 'é\n', '"'])
})

test('what is no text is dropped, and none of it can pose as an event', () => {
  const deltas = [
    { content: null },
    { content: 7 },
    { content: ['a'] },
    { role: 'assistant' },
    { content: 'data: {"forged":1}\n\n' },
  ]
  const events = deltas.map(delta => JSON.stringify({ choices: [{ delta }] }))
  expect(read(['{}', '{"choices":[]}', '{"choices":[null]}', '{"choices":[{}]}', ...events])).toEqual([
    'data: {"forged":1}\n\n',
  ])
})

test.each([
  ['{"choices":[{"delta":{"cont', 'provider_malformed'],
  ['[]', 'provider_malformed'],
  ['"text"', 'provider_malformed'],
  ['{"error":{"message":"boom","code":500}}', 'provider_error'],
  ['{"error":"boom"}', 'provider_error'],
  ['{"error":{"message":"slow down","code":429}}', 'provider_rate_limited'],
])('%s is %s', (data, code) => {
  expect(() => read([data])).toThrow(expect.objectContaining({ code }))
})

test('whatever a provider counts, a column can hold it', () => {
  const counted: unknown[] = []
  const readChunk = createChunkReader({ text() {}, thinking() {}, finish() {}, usage: used => counted.push(used) })
  for (const tokens of ['1e999', '1e300', '-1', '2.5', '"many"'])
    readChunk(`{"choices":[],"usage":{"prompt_tokens":${tokens},"completion_tokens":3}}`)
  expect(counted).toEqual(
    [2_147_483_647, 2_147_483_647, 0, 2, 0].map(promptTokens => ({ promptTokens, completionTokens: 3 })),
  )
})

function read(events: string[]): string[] {
  const texts: string[] = []
  const readChunk = createChunkReader({ text: piece => texts.push(piece), thinking() {}, finish() {}, usage() {} })
  for (const data of events) readChunk(data)
  return texts.filter(text => text !== '')
}
