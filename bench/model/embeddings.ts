import { createHash } from 'node:crypto'

/** Texts that were turned into vectors, by the name of the model. */
export type Embedded = Map<string, string[]>

const DIMENSION = 64
/** Places that one word has a part in. */
const PLACES = 4

/** Words that mean the same here. */
const MEANING: Record<string, string> = { feline: 'cat', slumber: 'sleep', automobile: 'car', physician: 'doctor' }

/**
 * A vector for each text, so that texts which share words are near each other, or words of one meaning (`feline` and
 * `cat`, `slumber` and `sleep`); of another model each is another.
 * The dimension may be part of the model's name: `embed-256`.
 */
export function embed(model: string, texts: readonly string[]): number[][] {
  const dimension = Number(/^embed-(\d+)/.exec(model)?.[1] ?? DIMENSION)
  return texts.map(text => {
    const vector = Array.from({ length: dimension }, () => 0)
    for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
      const bytes = createHash('sha256')
        .update(`${model} ${MEANING[word] ?? word}`)
        .digest()
      for (let place = 0; place < PLACES; place++) {
        const at = bytes.readUInt32LE(place * 4) % dimension
        vector[at] = (vector[at] ?? 0) + ((bytes[16 + place] ?? 0) % 2 === 0 ? 1 : -1)
      }
    }
    const length = Math.hypot(...vector)
    if (length === 0) vector[0] = 1
    return vector.map(value => value / (length || 1))
  })
}
