import { z } from 'zod'
import type { Chunk } from './chunk-buffer.ts'

const MAX_CHUNK_ID = 1_000_000
const MAX_CHUNK_BYTES = 64 * 1_024
const MAX_TOLD_CHARS = 200

/** One message of a worker's. `epoch`: the run of the reply that it belongs to, where it says so. */
export type WorkerWord = { epoch: number | undefined } & ({ chunk: Chunk } | { error: string })

const epoch = z.int().nullish()
const isShort = (text: string) => Buffer.byteLength(text) <= MAX_CHUNK_BYTES
const chunkWord = z.object({
  chunk_id: z.int().min(0).max(MAX_CHUNK_ID),
  chunk: z.string().refine(isShort),
  is_final: z.boolean().nullish(),
  epoch,
})
const errorWord = z.object({ error: z.string(), epoch })

/** Undefined where it is none: the wrong types, a number that no reply reaches, more text than a chunk may have. */
export function readWord(message: { [field: string]: unknown }): WorkerWord | undefined {
  if (message.error != null) {
    const { data } = errorWord.safeParse(message)
    return data && { epoch: data.epoch ?? undefined, error: inOneLine(data.error) }
  }
  const { data } = chunkWord.safeParse(message)
  if (!data) return undefined
  const chunk = { id: data.chunk_id, text: data.chunk, final: data.is_final === true }
  return { epoch: data.epoch ?? undefined, chunk }
}

/** Fit to be shown to a person, and to be stored. */
function inOneLine(text: string): string {
  const line = text
    .slice(0, MAX_TOLD_CHARS)
    .replace(/[\p{Cc}\p{Surrogate}\s]+/gu, ' ')
    .trim()
  return text.length > MAX_TOLD_CHARS ? `${line}…` : line
}
