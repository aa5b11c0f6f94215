import { crc32, deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { inflateEntry, listZip, writeZip, type ZipEntry } from './zip.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

test('what was written is listed and read', () => {
  const zip = writeZip(
    new Map([
      ['a.txt', bytesOf('first')],
      ['ö/b.txt', bytesOf('second')],
    ]),
  )
  const entries = listZip(zip)
  expect(entries.map(({ name, size, packing }) => [name, size, packing])).toEqual([
    ['a.txt', 5, 'stored'],
    ['ö/b.txt', 6, 'stored'],
  ])
  expect(entries.map(entry => new TextDecoder().decode(inflateEntry(zip, entry, 10)))).toEqual(['first', 'second'])
})

test('a file is never unpacked to more than allowed, whatever it says of itself', () => {
  const packed = deflateRawSync(Buffer.alloc(1_000_000))
  const zip = writeZip(new Map([['a', packed]]))
  const entry: ZipEntry = { name: 'a', size: 3, packedSize: packed.length, packing: 'deflated', at: 0 }
  expect(() => inflateEntry(zip, entry, 999_999)).toThrow(expect.objectContaining({ reason: 'too_large' }) as Error)
  expect(inflateEntry(zip, entry, 1_000_000)).toHaveLength(1_000_000)
  const stored = { ...entry, packing: 'stored' as const }
  expect(() => inflateEntry(zip, stored, 10)).toThrow(expect.objectContaining({ reason: 'too_large' }) as Error)
})

test('what is no archive is a fault, and not a crash', () => {
  const whole = writeZip(new Map([['a.txt', bytesOf(String(crc32('a')))]]))
  for (let length = 0; length < whole.length; length++)
    expect(() => listZip(whole.subarray(0, length))).toThrow(expect.objectContaining({ reason: 'broken' }) as Error)
  expect(() => listZip(bytesOf('PK and nothing else'))).toThrow()
})
