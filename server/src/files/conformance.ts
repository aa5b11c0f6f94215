import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileMissing, newFileKey, type Files } from './files.ts'

/** Where files are, with none there at first. */
export type FilesPlace = {
  files: Files
  /** The names of all that takes room there, whole or not. */
  left(): Promise<string[]>
  remove(): Promise<void>
}

const MIB = 1_024 * 1_024

/** What all stores of files keep, whatever stands behind them. */
export function describeFiles(name: string, makePlace: () => Promise<FilesPlace>): void {
  describe(`files: ${name}`, () => {
    let place: FilesPlace
    let files: Files
    beforeEach(async () => {
      place = await makePlace()
      files = place.files
    })
    afterEach(() => place.remove())

    it.each([0, 1, 70_000, 8 * MIB, 21 * MIB + 7])('gives back the %i bytes that it was given', async size => {
      const bytes = randomBytes(size)
      const [unknown, known] = [newFileKey(), newFileKey()]
      await files.put(unknown, inPieces(bytes))
      await files.put(known, inPieces(bytes), size)
      for (const key of [unknown, known]) expect(hashOf(await read(files, key))).toBe(hashOf(bytes))
      expect((await place.left()).sort()).toEqual([unknown, known].sort())
    })

    it.each([
      ['breaks at once', 0],
      ['breaks midway', 100_000],
      ['breaks late', 20 * MIB],
    ])('keeps nothing of what %s', async (_, size) => {
      const broken = new Error('the sender has gone')
      await expect(files.put(newFileKey(), breaking(size, broken))).rejects.toBe(broken)
      expect(await place.left()).toEqual([])
    })

    it('keeps nothing of what is cut from outside', async () => {
      const body = new Readable({ read() {} })
      const put = files.put(newFileKey(), body)
      body.push(randomBytes(70_000))
      body.destroy(new Error('too large'))
      await expect(put).rejects.toThrow('too large')
      expect(await place.left()).toEqual([])
    })

    it.each([99_999, 100_001])('keeps nothing of 100000 bytes that were said to be %i', async size => {
      const bytes = randomBytes(100_000)
      await expect(files.put(newFileKey(), inPieces(bytes), size)).rejects.toThrow()
      expect(await place.left()).toEqual([])
    })

    it('gives nothing where nothing is', async () => {
      await expect(files.get(newFileKey())).rejects.toBeInstanceOf(FileMissing)
    })

    it('has removed what it was told to, however often', async () => {
      const key = newFileKey()
      await files.put(key, inPieces(randomBytes(1_000)))
      await files.remove(key)
      await expect(files.get(key)).rejects.toBeInstanceOf(FileMissing)
      await files.remove(key)
      expect(await place.left()).toEqual([])
    })

    it.each([
      '../../etc/passwd',
      '/etc/passwd',
      '..',
      '.',
      '',
      'a/b',
      'a\\b',
      'x'.repeat(32),
      `${newFileKey()}\0`,
      `${newFileKey()}/..`,
    ])('opens nothing by a name of its own: %j', async key => {
      await expect(files.get(key)).rejects.toBeInstanceOf(FileMissing)
      await expect(files.put(key, inPieces(randomBytes(10)))).rejects.toThrow('not the key')
      await files.remove(key)
      expect(await place.left()).toEqual([])
    })

    it('takes many at once', async () => {
      const all = Array.from({ length: 20 }, () => ({ key: newFileKey(), bytes: randomBytes(200_000) }))
      await Promise.all(all.map(({ key, bytes }) => files.put(key, inPieces(bytes))))
      for (const { key, bytes } of all) expect(hashOf(await read(files, key))).toBe(hashOf(bytes))
    })

    it('can be left in the middle of a file', async () => {
      const key = newFileKey()
      await files.put(key, inPieces(randomBytes(3 * MIB)))
      const stream = await files.get(key)
      for await (const _ of stream) break
      expect(stream.destroyed).toBe(true)
      expect(await read(files, key)).toHaveLength(3 * MIB)
    })

    it('says that it is there', async () => {
      await files.check()
    })
  })
}

async function read(files: Files, key: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of await files.get(key)) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function inPieces(bytes: Buffer): Readable {
  return Readable.from(pieces(bytes), { objectMode: false })
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_000) yield bytes.subarray(at, at + 65_000)
}

function breaking(size: number, broken: Error): Readable {
  const bytes = randomBytes(size)
  const source = function* () {
    yield* pieces(bytes)
    throw broken
  }
  return Readable.from(source(), { objectMode: false })
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
