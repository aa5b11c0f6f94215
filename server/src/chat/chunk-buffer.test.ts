import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createChunkBuffer, type Chunk } from './chunk-buffer.ts'

const texts = fc.array(fc.string({ maxLength: 4 }), { minLength: 1, maxLength: 12 })
const chunksOf = (pieces: readonly string[]): Chunk[] =>
  pieces.map((text, id) => ({ id, text, final: id === pieces.length - 1 }))

test('any order, with any of them any number of times, gives the same text', () => {
  const telling = texts.chain(pieces => {
    const chunks = chunksOf(pieces)
    const again = fc.array(fc.constantFrom(...chunks))
    const arriving = again.chain(more =>
      fc.shuffledSubarray([...chunks, ...more], { minLength: chunks.length + more.length }),
    )
    return fc.record({ pieces: fc.constant(pieces), arriving })
  })
  fc.assert(
    fc.property(telling, ({ pieces, arriving }) => {
      const buffer = createChunkBuffer(pieces.length)
      let text = ''
      const came = new Set<number>()
      for (const chunk of arriving) {
        const put = buffer.put(chunk, 0)
        expect(put).not.toBe('full')
        // A second time is known; nothing else is.
        expect(put === 'known').toBe(came.has(chunk.id))
        came.add(chunk.id)
        if (put === 'known' || put === 'full') continue
        text += put.text
        let whole = 0
        while (came.has(whole)) whole++
        expect(text).toBe(pieces.slice(0, whole).join(''))
        expect(put.final).toBe(whole === pieces.length)
        expect(buffer.missingSince === undefined).toBe(whole === came.size)
      }
      expect(text).toBe(pieces.join(''))
    }),
  )
})

test('it knows since when one is missing, for each gap by itself', () => {
  const buffer = createChunkBuffer(10)
  const put = (id: number, atMs: number) => buffer.put({ id, text: `${id}`, final: false }, atMs)
  put(0, 10)
  expect(buffer.missingSince).toBeUndefined()
  put(2, 20)
  put(6, 30)
  put(4, 40)
  expect(buffer.missingSince).toBe(20)
  expect(put(1, 50)).toEqual({ text: '12', final: false })
  expect(buffer.missingSince).toBe(30)
  put(3, 60)
  put(5, 70)
  expect(buffer.missingSince).toBeUndefined()
})

test('so many may wait, and not one more', () => {
  const buffer = createChunkBuffer(2)
  const put = (id: number) => buffer.put({ id, text: `${id}`, final: false }, 0)
  expect([put(1), put(2), put(1)]).toEqual([{ text: '', final: false }, { text: '', final: false }, 'known'])
  expect(put(0)).toEqual({ text: '012', final: false })
  expect([put(7), put(5), put(6)].at(-1)).toBe('full')
})

test('behind the final one there is nothing', () => {
  const buffer = createChunkBuffer(2)
  buffer.put({ id: 2, text: 'behind', final: false }, 0)
  buffer.put({ id: 1, text: 'end', final: true }, 0)
  expect(buffer.put({ id: 0, text: 'the ', final: false }, 0)).toEqual({ text: 'the end', final: true })
  expect(buffer.put({ id: 2, text: 'behind', final: false }, 0)).toBe('known')
  expect(buffer.missingSince).toBeUndefined()
})
