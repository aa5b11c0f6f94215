import { describe, expect, test } from 'vitest'
import { createEventReader } from './sse.ts'

const RECORDED = [
  '\ufeff: a comment, to keep the line open\n\n',
  'data: {"text":"naïve 東京 👩‍🚀"}\n\n',
  'data: two\r\ndata: lines\r\n\r\n',
  'event: error\rdata:no space\rid: 4\r\r',
  'data\ndata: \n\n',
  'retry: 10\nunknown: field\n\n',
  'data: [DONE]\n\n',
  'data: never closed\n',
].join('')

const EVENTS = [
  ['{"text":"naïve 東京 👩‍🚀"}', ''],
  ['two\nlines', ''],
  ['no space', 'error'],
  ['', ''],
  ['[DONE]', ''],
]

describe('events are the same however the bytes are cut', () => {
  const bytes = Buffer.from(RECORDED)

  test('in one piece', () => expect(read([bytes])).toEqual(EVENTS))
  test('byte by byte', () => expect(read([...bytes].map(byte => Buffer.from([byte])))).toEqual(EVENTS))
  test('in two pieces, at every byte', () => {
    for (let at = 0; at <= bytes.length; at++) expect(read([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(EVENTS)
  })
})

test('what is not UTF-8 becomes U+FFFD', () => {
  expect(read([Buffer.from('data: a'), Buffer.from([0xff, 0xe2, 0x82]), Buffer.from('b\n\n')])).toEqual([
    ['a\ufffd\ufffdb', ''],
  ])
})

test('a line without an end is not kept for ever', () => {
  const readBytes = createEventReader(() => {})
  const filler = Buffer.from(`data: ${'x'.repeat(60_000)}`)
  expect(() => Array.from({ length: 5 }, () => readBytes(filler))).toThrow(
    expect.objectContaining({ code: 'provider_malformed' }),
  )
})

function read(packets: Buffer[]): [string, string][] {
  const events: [string, string][] = []
  const readBytes = createEventReader((data, name) => events.push([data, name]))
  for (const packet of packets) readBytes(packet)
  return events
}
