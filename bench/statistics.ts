/** A sample of bounded size of however many values. */
export type Sample = { add(value: number): void; percentile(percent: number): number }

const MAX_VALUES = 50_000

/** Reservoir sampling (Vitter's algorithm R): each value has the same chance to be kept. Empty, a percentile is NaN. */
export function createSample(): Sample {
  const values: number[] = []
  let seen = 0
  return {
    add(value) {
      seen++
      if (values.length < MAX_VALUES) return void values.push(value)
      const slot = Math.floor(Math.random() * seen)
      if (slot < MAX_VALUES) values[slot] = value
    },
    percentile: percent => percentile(values, percent),
  }
}

export function percentile(values: readonly number[], percent: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? NaN
}

export const median = (values: readonly number[]) => percentile(values, 50)
