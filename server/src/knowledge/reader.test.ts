import { afterAll, expect, test } from 'vitest'
import { createReader } from './reader.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const raw = (text: string, name = 'a.txt') => ({ bytes: bytesOf(text), name, mediaType: null })
const never = new AbortController().signal
/** Takes a thread some seconds. */
const slow = () => raw('." '.repeat(3_000_000))

const reader = createReader()
afterAll(() => reader.close())

test('a text comes back with its pieces, their terms and where they are', async () => {
  const text = '# Cells\n\nThe cell divides.\n\n## Water\n\nWater flows through cells.'
  const learned = await reader.read(raw(text, 'biology.md'), never)
  expect(learned).toMatchObject({ title: 'Cells', mediaType: 'text/markdown', text })
  expect(learned.chunks).toHaveLength(1)
  const [chunk] = learned.chunks
  expect(chunk).toMatchObject({ start: 0, end: text.length, page: null, headingPath: ['Cells'] })
  expect(chunk?.hash).toMatch(/^[\da-f]{64}$/)
  expect(Object.fromEntries(chunk?.terms ?? [])).toMatchObject({ cell: 4, water: 2, divid: 1 })
})

test('it is called what its sender says, else what it says, else what its file is called', async () => {
  const titleOf = async (text: string, name: string, title: string | null) =>
    (await reader.read({ ...raw(text, name), title }, never)).title
  expect(await titleOf('# Own\n\ntext', 'file.md', 'Given')).toBe('Given')
  expect(await titleOf('# Own\n\ntext', 'file.md', null)).toBe('Own')
  expect(await titleOf('text', 'Version 2.0.txt', null)).toBe('Version 2.0')
  expect(await titleOf('text', 'Version 2.0', null)).toBe('Version 2.0')
})

test('a piece is found by its title, and has another hash under another one', async () => {
  const read = (title: string) => reader.read({ ...raw('The same words.'), title }, never)
  const [one, other] = await Promise.all([read('Zebras'), read('Lions')])
  expect(one?.chunks[0]?.terms.map(([term]) => term)).toContain('zebra')
  expect(one?.chunks[0]?.hash).not.toBe(other?.chunks[0]?.hash)
})

test('bytes are handed over, and those that share their memory are copied', async () => {
  const alone = raw('all of it')
  await reader.read(alone, never)
  expect(alone.bytes.length).toBe(0)
  const shared = bytesOf('before middle behind').subarray(7, 13)
  expect((await reader.read({ bytes: shared, name: 'a', mediaType: null }, never)).text).toBe('middle')
  expect(shared.length).toBe(6)
})

test('more pieces than allowed are too many', async () => {
  const narrow = createReader({ maxChunks: 3 })
  await expect(narrow.read(raw('word '.repeat(5_000)), never)).rejects.toMatchObject({ code: 'too_large' })
  await narrow.close()
})

test('what takes too long is ended, and the next one is read', async () => {
  const hasty = createReader({ timeoutMs: 500 })
  const started = performance.now()
  await expect(hasty.read(slow(), never)).rejects.toMatchObject({ code: 'took_too_long' })
  expect(performance.now() - started).toBeLessThan(5_000)
  const patient = hasty.read(raw('next'), never)
  await expect(patient).resolves.toMatchObject({ text: 'next' })
  await hasty.close()
})

test('what takes too much memory is ended, and the next one is read', async () => {
  const poor = createReader({ maxMemoryBytes: 50 * 2 ** 20 })
  const swelling = raw(`[${'{"a":1},'.repeat(1_500_000)}1]`)
  await expect(poor.read(swelling, never)).rejects.toMatchObject({
    code: 'too_large',
    message: expect.stringContaining('memory') as string,
  })
  await expect(poor.read(raw('next'), never)).resolves.toMatchObject({ text: 'next' })
  await poor.close()
})

test('whoever leaves is not waited for, whether reading or in the queue', async () => {
  const [first, second] = [new AbortController(), new AbortController()]
  const reading = reader.read(slow(), first.signal)
  const queued = reader.read(raw('second'), second.signal)
  second.abort(new Error('left the queue'))
  await expect(queued).rejects.toThrow('left the queue')
  const third = reader.read(raw('third'), never)
  first.abort(new Error('left'))
  await expect(reading).rejects.toThrow('left')
  await expect(third).resolves.toMatchObject({ text: 'third' })
})

test('a reader that is closed while it reads fails that document, and may read another', async () => {
  const own = createReader()
  const reading = own.read(slow(), never)
  await new Promise(setImmediate)
  await own.close()
  await expect(reading).rejects.toMatchObject({ code: 'killed_its_worker' })
  await expect(own.read(raw('next'), never)).resolves.toMatchObject({ text: 'next' })
  await own.close()
})
