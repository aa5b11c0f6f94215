import type { Boundaries } from './boundaries.ts'
import { firstFrom } from './sorted.ts'

type Sizes = {
  /** No piece is longer, as long as no gap between boundaries is longer than `max - 2 * min`. */
  max: number
  /** Nor one that starts the text, or where `always` is cut. */
  maxFirst: number
  /** No piece is shorter, unless the text is. */
  min: number
  /** Boundaries below this rank are cut at also where nothing is too long. */
  always: number
}

/**
 * Which boundaries are cut at: in the order of their rank each that is at least `min` away from the cuts made before
 * it, while what it cuts is too long. So a cut hangs on the text around it alone: counted from the start
 * instead, a word put in on the first page would move every cut of the book.
 */
export function cutsOf({ at, rank }: Boundaries, length: number, { max, maxFirst, min, always }: Sizes): number[] {
  const best = createMinimum(rank)
  const indexFrom = (value: number) => firstFrom(value, at.length, i => at[i] ?? 0)
  const cuts: number[] = []
  const open: [start: number, end: number, max: number][] = [[0, length, maxFirst]]
  for (let piece = open.pop(); piece; piece = open.pop()) {
    const [start, end, most] = piece
    const chosen = best(indexFrom(start + min), indexFrom(end - min + 1))
    const cut = chosen === undefined ? undefined : at[chosen]
    if (chosen === undefined || cut === undefined) continue
    const needed = (rank[chosen] ?? 0) >= always
    if (needed && end - start <= most) continue
    cuts.push(cut)
    open.push([start, cut, most], [cut, end, needed ? max : maxFirst])
  }
  return cuts.sort((a, b) => a - b)
}

/** Answers in logarithmic time where in `[from, to)` the smallest value is, the first of equals; undefined if empty. */
function createMinimum(values: number[]): (from: number, to: number) => number | undefined {
  const n = values.length
  const tree = new Int32Array(2 * n)
  const smaller = (a: number, b: number): number => {
    const [x, y] = [values[a] ?? 0, values[b] ?? 0]
    return y < x || (y === x && b < a) ? b : a
  }
  for (let i = 0; i < n; i++) tree[n + i] = i
  for (let i = n - 1; i > 0; i--) tree[i] = smaller(tree[2 * i] ?? 0, tree[2 * i + 1] ?? 0)
  return (from, to) => {
    if (from >= to) return undefined
    let found = from
    for (let [low, high] = [from + n, to + n]; low < high; low >>= 1, high >>= 1) {
      if (low & 1) found = smaller(found, tree[low++] ?? 0)
      if (high & 1) found = smaller(found, tree[--high] ?? 0)
    }
    return found
  }
}
