import { afterAll, expect, test } from 'vitest'
import { openCanary } from '../../test/world/canary.ts'
import { JobFailure } from './failure.ts'
import type { Learned } from './learned.ts'
import { createReader } from './reader.ts'
import { hostileDocuments } from './testing/hostile-documents.ts'

const LIMIT_MS = 30_000
const reader = createReader({ timeoutMs: LIMIT_MS, maxMemoryBytes: 250 * 2 ** 20 })
const canary = await openCanary()
afterAll(async () => {
  await reader.close()
  await canary.close()
})

const documents = hostileDocuments(canary.url)

test('there are more than thirty of them', () => {
  expect(documents.length).toBeGreaterThan(30)
})

test.each(documents)('$what', { timeout: LIMIT_MS + 20_000 }, async document => {
  const bytes = document.bytes()
  const started = performance.now()
  const outcome = await read(document.name, bytes)
  expect(performance.now() - started).toBeLessThan(LIMIT_MS + 5_000)
  expect(document.ends).toContain(outcome instanceof JobFailure ? outcome.code : 'text')
  if (!(outcome instanceof JobFailure)) {
    expect(outcome.text).toContain(document.holds ?? '')
    if (document.hides !== undefined) expect(outcome.text).not.toContain(document.hides)
    for (const { start, end } of outcome.chunks) expect(end - start).toBeLessThanOrEqual(1_600)
  }
  expect(canary.connections).toBe(0)
})

test('and the next document is read as if nothing had been', async () => {
  const outcome = await read('a.txt', new TextEncoder().encode('Some words.'))
  expect(outcome).toMatchObject({ text: 'Some words.' })
})

async function read(name: string, bytes: Uint8Array): Promise<Learned | JobFailure> {
  try {
    return await reader.read({ bytes: new Uint8Array(bytes), name, mediaType: null }, AbortSignal.timeout(LIMIT_MS * 2))
  } catch (cause) {
    if (cause instanceof JobFailure) return cause
    throw cause
  }
}
