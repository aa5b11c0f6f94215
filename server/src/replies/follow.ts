import type { Address } from '@folio/protocol'
import { splitsPair } from '@folio/protocol'
import type { MessageRow } from '../store/tables.ts'
import type { Piece } from './mirror.ts'
import type { Mirrors } from './mirrors.ts'

/**
 * A reader's place in a reply: never a queue. It takes what lies behind its address when it can write, so a slow
 * reader holds nothing but a number. Asked instead of an async iterator, which costs a quarter more CPU a token.
 */
export type Cursor = {
  /** The next piece; `'ended'` when the row has ended and everything was taken; undefined: wait for `onMore`. */
  next(): Piece | 'ended' | undefined
  /** The row, once it has ended; undefined where it was deleted. */
  row(): MessageRow | undefined
  /** Where the next piece starts. */
  readonly at: Address
  close(): void
}

/** What is stored first, then what comes. Undefined where the address would part a surrogate pair. */
export function follow(mirrors: Mirrors, row: MessageRow, from: number, onMore: () => void): Cursor | undefined {
  const { mirror, release } = mirrors.hold(row)
  if (splitsPair(mirror.view.parts, from)) {
    release()
    return undefined
  }
  let offset = from
  const unsubscribe = mirror.subscribe(onMore)
  return {
    next() {
      const piece = mirror.piece(offset)
      if (piece) offset = piece.end
      return piece ?? (mirror.over ? 'ended' : undefined)
    },
    row: () => mirror.row,
    get at() {
      return { epoch: mirror.view.epoch, offset }
    },
    close() {
      unsubscribe()
      release()
    },
  }
}
