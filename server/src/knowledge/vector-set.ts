import { createDotProducts, LANE_BYTES, type DotProducts } from './dot-products.ts'

export type Near = { id: number; score: number }

/** `others`: the mean product with all but the nearest one, 0 where there are none. */
export type Nearest = { near: Near[]; others: number }

/** Vectors of one space, by number, all in memory, so that the nearest of them are found by looking at each. */
export type VectorSet = {
  readonly size: number
  /** Bytes it takes. */
  readonly bytes: number
  has(id: number): boolean
  ids(): number[]
  /** Of the set's dimension; throws for any other. One that is there is replaced. */
  add(id: number, vector: Float32Array): void
  remove(id: number): void
  /** The `k` with the greatest dot product, the greatest first; of equals the lower number. */
  nearest(query: Float32Array, k: number): Nearest
}

const PAGE_BYTES = 65_536
const FIRST_CAPACITY = 256

export function createVectorSet(dimension: number): VectorSet {
  const rowBytes = Math.ceil((dimension * 4) / LANE_BYTES) * LANE_BYTES
  // The query, then the products, then the rows: where the rows begin moves when there is no room for more.
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536 })
  const dots: DotProducts = createDotProducts(memory)
  const numbers: number[] = []
  const rowOf = new Map<number, number>()
  let capacity = 0
  const rowsAt = () => rowBytes + Math.ceil((capacity * 4) / LANE_BYTES) * LANE_BYTES
  const row = (index: number) => new Float32Array(memory.buffer, rowsAt() + index * rowBytes, rowBytes / 4)

  const makeRoom = () => {
    if (numbers.length < capacity) return
    const from = rowsAt()
    capacity = Math.max(FIRST_CAPACITY, Math.ceil(capacity * 1.5))
    const needed = rowsAt() + capacity * rowBytes
    const missing = needed - memory.buffer.byteLength
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES))
    new Uint8Array(memory.buffer).copyWithin(rowsAt(), from, from + numbers.length * rowBytes)
  }
  const checked = (vector: Float32Array) => {
    if (vector.length !== dimension)
      throw new RangeError(`a vector of ${vector.length} numbers in a space of ${dimension}`)
    return vector
  }

  return {
    get size() {
      return numbers.length
    },
    get bytes() {
      return memory.buffer.byteLength
    },
    has: id => rowOf.has(id),
    ids: () => [...numbers],
    add(id, vector) {
      checked(vector)
      let index = rowOf.get(id)
      if (index === undefined) {
        makeRoom()
        index = numbers.push(id) - 1
        rowOf.set(id, index)
        row(index).fill(0)
      }
      row(index).set(vector)
    },
    remove(id) {
      const index = rowOf.get(id)
      if (index === undefined) return
      rowOf.delete(id)
      // The last row takes its place.
      const last = numbers.pop()
      if (last === undefined || last === id) return
      row(index).set(row(numbers.length))
      numbers[index] = last
      rowOf.set(last, index)
    },
    nearest(query, k) {
      if (numbers.length === 0 || k <= 0) return { near: [], others: 0 }
      const asked = new Float32Array(memory.buffer, 0, rowBytes / 4)
      asked.fill(0)
      asked.set(checked(query))
      dots(rowsAt(), numbers.length, rowBytes, 0, rowBytes)
      const scores = new Float32Array(memory.buffer, rowBytes, numbers.length)
      const near = best(scores, numbers, k)
      return { near, others: (sum(scores) - (near[0]?.score ?? 0)) / Math.max(1, scores.length - 1) }
    },
  }
}

function sum(numbers: Float32Array): number {
  let total = 0
  for (const number of numbers) total += number
  return total
}

/** The best so far in a heap whose root is the worst of them: most of the others are refused by one comparison. */
function best(scores: Float32Array, ids: readonly number[], k: number): Near[] {
  const heap: Near[] = []
  for (let index = 0; index < scores.length; index++) {
    const near = { id: 0, score: scores[index] ?? 0 }
    const worst = heap[0]
    if (worst && heap.length === k && near.score < worst.score) continue
    near.id = ids[index] ?? 0
    if (heap.length < k) rise(heap, heap.push(near) - 1)
    else if (worst && isWorse(worst, near)) sink(heap, near)
  }
  return heap.sort((a, b) => (isWorse(a, b) ? 1 : -1))
}

function isWorse(a: Near, b: Near): boolean {
  return a.score < b.score || (a.score === b.score && a.id > b.id)
}

function rise(heap: Near[], from: number): void {
  const near = heap[from]
  if (!near) return
  let at = from
  for (;;) {
    const above = (at - 1) >> 1
    const parent = heap[above]
    if (at === 0 || !parent || !isWorse(near, parent)) break
    heap[at] = parent
    at = above
  }
  heap[at] = near
}

/** Puts `near` in the place of the root. */
function sink(heap: Near[], near: Near): void {
  let at = 0
  for (;;) {
    let below = at * 2 + 1
    const [left, right] = [heap[below], heap[below + 1]]
    if (left && right && isWorse(right, left)) below++
    const child = heap[below]
    if (!child || !isWorse(child, near)) break
    heap[at] = child
    at = below
  }
  heap[at] = near
}
