import { afterEach, expect, test } from 'vitest'
import { createOpenAIEmbedder, type EmbeddingSettings } from './embeddings.ts'
import { startFakeProvider, type FakeProvider } from './fake-provider.ts'

let provider: FakeProvider | undefined
afterEach(() => provider?.close())

const never = new AbortController().signal
const json = (value: unknown) => JSON.stringify(value)
const open = (more: Partial<EmbeddingSettings> = {}) =>
  createOpenAIEmbedder({ apiKey: 'a-key', baseUrl: provider?.baseUrl ?? '', model: 'small', random: () => 0, ...more })

type Body = { model: string; input: string[]; encoding_format: string }
const bodies = () => (provider?.calls ?? []).map(({ body }) => body as Body)

/** One number for each text, its length, in the reverse order. */
async function startCounting() {
  provider = await startFakeProvider((response, n) => {
    const data = (bodies()[n]?.input ?? []).map((text, index) => ({ index, embedding: [text.length, 0] }))
    response.end(json({ data: data.reverse() }))
  })
}

test('gives each text its vector, of length 1, in the order of the texts', async () => {
  provider = await startFakeProvider(response =>
    response.end(
      json({
        data: [
          { index: 1, embedding: [0, 5] },
          { index: 0, embedding: [3, 4] },
        ],
      }),
    ),
  )
  const vectors = await open().embed('small', ['one', 'two'], never)
  expect(vectors).toEqual([new Float32Array([0.6, 0.8]), new Float32Array([0, 1])])
  expect(provider.calls[0]?.path).toBe('/v1/embeddings')
  expect(provider.calls[0]?.headers.authorization).toBe('Bearer a-key')
  expect(bodies()[0]).toEqual({ model: 'small', input: ['one', 'two'], encoding_format: 'float' })
})

test('asks for many in calls that a server takes', async () => {
  await startCounting()
  const texts = [...Array.from({ length: 130 }, (_, n) => 'x'.repeat(n + 1)), 'y'.repeat(99_999), 'z', ' ']
  expect(await open().embed('another', texts, never)).toHaveLength(133)
  expect(bodies().map(({ input }) => input.length)).toEqual([64, 64, 2, 2, 1])
  expect(bodies().every(({ model }) => model === 'another')).toBe(true)
  expect(bodies().every(({ input }) => input.every(text => text.trim() !== ''))).toBe(true)
})

test('tries again what may pass, and says why where it does not', async () => {
  provider = await startFakeProvider((response, n) => {
    response.statusCode = n === 0 ? 503 : 200
    response.setHeader('retry-after-ms', '1')
    response.end(json({ data: [{ index: 0, embedding: [1] }] }))
  })
  expect(await open().embed('small', ['one'], never)).toEqual([new Float32Array([1])])
  expect(provider.calls).toHaveLength(2)
  await provider.close()
  provider = await startFakeProvider(response => response.writeHead(401).end('{}'))
  await expect(open().embed('small', ['one'], never)).rejects.toMatchObject({ code: 'provider_credentials' })
  expect(provider.calls).toHaveLength(1)
})

test.each([
  ['no JSON', 'nothing'],
  ['too few', json({ data: [{ index: 0, embedding: [1] }] })],
  ['of different lengths', json({ data: [{ embedding: [1] }, { embedding: [1, 2] }] })],
  ['no numbers', json({ data: [{ embedding: ['1'] }, { embedding: ['1'] }] })],
  ['without a direction', json({ data: [{ embedding: [0, 0] }, { embedding: [0, 1] }] })],
])('an answer that holds %s is none', async (_, answer) => {
  provider = await startFakeProvider(response => response.end(answer))
  await expect(open().embed('small', ['one', 'two'], never)).rejects.toMatchObject({ code: 'provider_malformed' })
})

test('ends in time, and at once when it is aborted', async () => {
  provider = await startFakeProvider(() => {})
  await expect(open({ timeoutMs: 30 }).embed('small', ['one'], AbortSignal.timeout(5_000))).rejects.toMatchObject({
    code: 'provider_silent',
  })
  const asked = new AbortController()
  const answer = open().embed('small', ['one'], asked.signal)
  await expect.poll(() => provider?.calls.length).toBeGreaterThan(3)
  asked.abort(new Error('enough'))
  await expect(answer).rejects.toThrow('enough')
})
