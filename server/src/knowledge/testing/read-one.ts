import type { Extracted } from '../read/extracted.ts'
import { readDocument } from '../read/read.ts'

/** Reads a document here, without a thread. */
export function readOne(
  name: string,
  content: string | Uint8Array,
  mediaType: string | null = null,
): Promise<Extracted> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content)
  return readDocument({ name, bytes, mediaType }, { maxChars: 100_000 })
}
