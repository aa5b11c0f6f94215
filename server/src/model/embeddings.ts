import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { systemClock, type Clock } from '../lib/clock.ts'
import { createClient, type ClientSettings } from './client.ts'
import { CallFailure, failureOf } from './failures.ts'
import type { Embedder } from './model.ts'
import { createProviderFetch } from './provider-fetch.ts'
import { pauseBefore } from './retry.ts'
import { sleep } from './sleep.ts'

export type EmbeddingSettings = ClientSettings & {
  /** The configured one. */
  model: string
  /** For one call. */
  timeoutMs?: number
  clock?: Clock
  random?: () => number
}

/** Texts of one call, and UTF-16 units of them together: what common servers take. */
const MAX_TEXTS = 64
const MAX_UNITS = 100_000
const TIMEOUT_MS = 30_000

/** Any server that speaks OpenAI's protocol. */
export function createOpenAIEmbedder(settings: EmbeddingSettings): Embedder {
  const { model, timeoutMs = TIMEOUT_MS, clock = systemClock, random = Math.random } = settings
  const { fetch, bodyOf } = createProviderFetch(new URL(settings.baseUrl).origin)
  const client = createClient(settings, fetch)

  /** One call, which ends in time. */
  const call = async (named: string, input: readonly string[], signal: AbortSignal): Promise<Float32Array[]> => {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    try {
      const body = { model: named, input: [...input], encoding_format: 'float' as const }
      const response = await client.embeddings.create(body, { signal: inTime }).asResponse()
      return vectorsOf(await readJson(bodyOf(response), inTime), input.length)
    } catch (error) {
      signal.throwIfAborted()
      if (inTime.aborted)
        throw new CallFailure('provider_silent', 'The embeddings did not come in time.', { retry: true })
      throw failureOf(error, { apiKey: settings.apiKey, clock })
    }
  }
  const persist = async (named: string, input: readonly string[], signal: AbortSignal): Promise<Float32Array[]> => {
    for (let retries = 0; ; retries++) {
      try {
        return await call(named, input, signal)
      } catch (error) {
        const delayMs = error instanceof CallFailure ? pauseBefore(error, retries, random) : undefined
        if (delayMs === undefined) throw error
        await sleep(clock, delayMs, signal)
      }
    }
  }

  return {
    model,
    async embed(named, texts, signal) {
      signal.throwIfAborted()
      const vectors: Float32Array[] = []
      for (const batch of batches(texts)) vectors.push(...(await persist(named, batch, signal)))
      return vectors
    },
  }
}

function batches(texts: readonly string[]): string[][] {
  const made: string[][] = []
  let units = Infinity
  for (const text of texts) {
    const last = made.at(-1)
    // A text of nothing is refused by some; it is near to nothing anyway.
    const said = text.trim() === '' ? '-' : text
    if (last && last.length < MAX_TEXTS && units + said.length <= MAX_UNITS) {
      last.push(said)
      units += said.length
    } else {
      made.push([said])
      units = said.length
    }
  }
  return made
}

const answer = z.object({
  data: z.array(z.object({ index: z.int().optional(), embedding: z.array(z.number()).min(1).max(16_384) })),
})

function vectorsOf(json: unknown, count: number): Float32Array[] {
  const { data } = answer.safeParse(json).data ?? {}
  const vectors = Array.from({ length: count }, (_, n) => {
    const found = data?.find(({ index }) => index === n) ?? data?.[n]
    return found && unit(found.embedding)
  })
  const [first] = vectors
  if (vectors.every(vector => vector !== undefined && vector.length === first?.length)) return vectors as Float32Array[]
  throw new CallFailure('provider_malformed', 'The provider’s answer holds no embeddings.', { retry: true })
}

/** Of length 1, so that a dot product is the cosine. What has no length, or is no number, is none. */
function unit(numbers: readonly number[]): Float32Array | undefined {
  const length = Math.hypot(...numbers)
  if (!(length > 0) || !Number.isFinite(length)) return undefined
  return Float32Array.from(numbers, value => value / length)
}

async function readJson(body: IncomingMessage, signal: AbortSignal): Promise<unknown> {
  const stop = () => void body.destroy(new Error('aborted'))
  signal.addEventListener('abort', stop, { once: true })
  try {
    let text = ''
    body.setEncoding('utf8')
    for await (const piece of body) text += String(piece)
    return JSON.parse(text)
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new CallFailure('provider_malformed', 'The provider’s answer is not JSON.')
    throw cause
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
