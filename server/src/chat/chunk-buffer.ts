/** One piece of a worker's text. Its id counts from 0. */
export type Chunk = { id: number; text: string; final: boolean }

/** What a chunk has put in order: the text up to the next gap, and whether that was the last of it. */
export type InOrder = { text: string; final: boolean }

export type ChunkBuffer = {
  /**
   * `known`: it has come before, or comes behind the final one. `full`: one more waits than may, and nothing can be
   * made of the rest any more.
   */
  put(chunk: Chunk, atMs: number): InOrder | 'known' | 'full'
  /** Since when those that have come wait for one that has not, in the terms of `atMs`. */
  readonly missingSince: number | undefined
}

/** Puts the chunks of one reply in order, whatever order they come in and however often; at most `maxWaiting` wait. */
export function createChunkBuffer(maxWaiting: number): ChunkBuffer {
  // In the order in which they came: the first has waited for longest.
  const waiting = new Map<number, Chunk & { atMs: number }>()
  let next = 0
  let ended = false

  const takeInOrder = (): InOrder => {
    let text = ''
    for (let due = waiting.get(next); due && !ended; due = waiting.get(next)) {
      waiting.delete(next)
      next++
      text += due.text
      ended = due.final
    }
    if (ended) waiting.clear()
    return { text, final: ended }
  }

  return {
    put(chunk, atMs) {
      if (ended || chunk.id < next || waiting.has(chunk.id)) return 'known'
      waiting.set(chunk.id, { ...chunk, atMs })
      const inOrder = takeInOrder()
      return waiting.size > maxWaiting ? 'full' : inOrder
    },
    get missingSince() {
      return waiting.values().next().value?.atMs
    },
  }
}
