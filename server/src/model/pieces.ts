import { createCleaner } from '../lib/clean-text.ts'

export type Pieces = {
  add(text: string): void
  /** Gives what was added in one piece, but for half a pair at its end. */
  flush(): void
  /** Gives all that is left. */
  end(): void
  /** UTF-8 bytes given so far. */
  bytes(): number
}

/**
 * Collects the tokens of one network packet. It may hold many chunks of HTTP, each read by itself within one turn of
 * the event loop: behind that turn they are given as one piece, so that a fast model costs its readers no more than a
 * slow one.
 */
export function createPieces(give: (piece: string) => void, fail: (error: unknown) => void): Pieces {
  const cleaner = createCleaner()
  let text = ''
  let bytes = 0

  function pass(piece: string): void {
    if (piece === '') return
    bytes += Buffer.byteLength(piece)
    give(piece)
  }

  function flush(): void {
    const piece = text
    text = ''
    if (piece !== '') pass(cleaner.clean(piece))
  }

  function flushLater(): void {
    try {
      flush()
    } catch (error) {
      fail(error)
    }
  }

  return {
    add(piece) {
      if (piece === '') return
      if (text === '') process.nextTick(flushLater)
      text += piece
    },
    flush,
    end() {
      flush()
      pass(cleaner.end())
    },
    bytes: () => bytes,
  }
}
