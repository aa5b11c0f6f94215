import fc from 'fast-check'
import type { Batch, Part } from '../address.ts'

/** Text of any code points, often with pairs; sometimes empty. */
export const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.array(fc.constantFrom('a', '😀', '👩‍🚀', 'é', '\n'), { maxLength: 4 }).map(pieces => pieces.join('')),
)

export const part: fc.Arbitrary<Part> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 9 }).map(n => ({ data: { type: 'citation', n } })) },
)

export const parts = fc.array(part, { maxLength: 12 })

/** A run of parts cut into units, so that any cutting can be put together from them. */
export function unitsOf(run: readonly Part[]): Part[] {
  return run.flatMap((one): readonly Part[] => (typeof one === 'string' ? one.split('') : [one]))
}

/** A copy to compare with, later. */
export function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

/** One reply cut into batches in two ways, told in any order, with pieces twice and epochs that grow along it. */
export const telling = fc
  .record({
    units: parts.map(unitsOf),
    cuts: fc.array(fc.record({ at: fc.nat(40), length: fc.nat(12) }), { maxLength: 30 }),
    epochStarts: fc.array(fc.nat(40), { maxLength: 3 }),
  })
  .map(({ units, cuts, epochStarts }) => {
    const epochAt = (offset: number) => 1 + epochStarts.filter(start => start < offset).length
    const batches = cuts.map(({ at, length }): Batch => {
      const end = Math.min(units.length, at + length)
      return { epoch: epochAt(end), at, parts: units.slice(at, end) }
    })
    return { units, batches, epochAt }
  })
