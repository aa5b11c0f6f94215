import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../lib/clock.ts'
import { commitLazily } from '../store/dialect.ts'
import type { Store } from '../store/open.ts'
import type { Trx } from '../store/tables.ts'

/**
 * SQLite writes in this very thread, and one at a time: whoever streams a reply meanwhile waits as long as a piece
 * takes. PostgreSQL writes elsewhere; there a piece is as long as saves the way there and back.
 */
const PIECE_MS = { sqlite: 4, postgres: 150 }

/** How many items: to begin with and at the least, and at the most, since laying them out takes this thread's time too. */
type Size = { first: number; most: number }

export type Pieces = ReturnType<typeof createPieces>

/** Long writes, cut into transactions that nobody notices. */
export function createPieces({ store, clock }: { store: Store; clock: Clock }) {
  const { kind } = store.engine
  /** Half as long as the write was: a third of the time belongs to others, and each turn of the loop that they need. */
  const pause = (tookMs: number) => sleep(kind === 'sqlite' ? Math.max(1, Math.round(tookMs / 2)) : 0)

  /** Does `work` in one transaction; resolves with what it answered and how long it took, when others had their turn. */
  const write = async <T>(work: (trx: Trx) => Promise<T>): Promise<{ result: T; tookMs: number }> => {
    let beganAt = 0
    const result = await store.write(async trx => {
      // Waiting for one's turn takes nobody's time.
      beganAt = clock.ticks()
      await commitLazily(trx)
      return work(trx)
    })
    const tookMs = clock.ticks() - beganAt
    await pause(tookMs)
    return { result, tookMs }
  }

  return {
    /** One transaction for as many items as fit into a piece. */
    async each<T>(
      items: readonly T[],
      { first, most }: Size,
      work: (trx: Trx, some: T[], done: number) => Promise<void>,
    ) {
      let size = first
      for (let done = 0; done < items.length;) {
        const some = items.slice(done, done + size)
        const { tookMs } = await write(trx => work(trx, some, done))
        done += some.length
        size = next(size, PIECE_MS[kind] / Math.max(tookMs, 0.05), { first, most })
      }
    },
    /** The same where the items are not known beforehand: `work` does up to `size` of them, and answers how many. */
    async until({ first, most }: Size, work: (trx: Trx, size: number) => Promise<number>) {
      let size = first
      for (;;) {
        const asked = size
        const { result, tookMs } = await write(trx => work(trx, asked))
        if (result === 0) return
        size = next(size, PIECE_MS[kind] / Math.max(tookMs, 0.05), { first, most })
      }
    },
  }
}

/** Twice or half as large as the one before, at the most: a busy machine makes any piece slow now and then. */
function next(size: number, factor: number, { first, most }: Size): number {
  return Math.max(first, Math.min(most, Math.floor(size * Math.min(2, Math.max(0.5, factor)))))
}
