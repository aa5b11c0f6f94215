import { expect, test } from 'vitest'
import { readJsonStream } from './json-stream.ts'

async function tell(pieces: Iterable<string>): Promise<number> {
  async function* body() {
    for (const piece of pieces) yield Buffer.from(piece)
  }
  let told = 0
  for await (const _ of readJsonStream(body())) told++
  return told
}

function* between(head: string, piece: (n: number) => string, times: number, foot: string): Generator<string> {
  yield head
  for (let n = 0; n < times; n++) yield piece(n)
  yield foot
}

const refused = { code: 'malformed_json' }
const long = 'x'.repeat(1_000_000)

test.each([
  ['beside its messages', '{"conversations":[{"id":1', (n: number) => `,"x${n}":"${long}","messages":[{"a":1}]`, '}]}'],
  ['beside its lists', '{"a":1', (n: number) => `,"x${n}":"${long}"`, '}'],
  ['beside its nodes', '[{"id":1', (n: number) => `,"x${n}":"${long}","mapping":{"n":{"a":1}}`, '}]'],
])('what is laid %s does not pile up', async (_, head, piece, foot) => {
  await expect(tell(between(head, piece, 20, foot))).rejects.toMatchObject(refused)
})

test('what is told one by one is forgotten, however much it is', async () => {
  const message = (n: number) => `${n ? ',' : ''}{"id":${n},"content":"${long}"}`
  expect(await tell(between('{"conversations":[{"id":1,"messages":[', message, 20, ']}]}'))).toBeGreaterThan(20)
  const piece = (n: number) => `${n ? ',' : ''}"${long}"`
  expect(await tell(between('{"sources":[{"id":1,"text":[', piece, 20, ']}]}'))).toBeGreaterThan(20)
  const node = (n: number) => `${n ? ',' : ''}"${'n'.repeat(100)}${n}":{"a":1}`
  expect(await tell(between('[{"id":1,"mapping":{', node, 100_000, '}}]'))).toBeGreaterThan(100_000)
})
