import type { MessageCompleteEvent } from '@folio/protocol'
import { citedSources, findLiving } from '../chat/shown.ts'
import { toMessageComplete } from '../chat/wire.ts'
import type { Db, MessageRow } from '../store/tables.ts'

/** What the reader of one reply is told last; undefined while it is looked up, and `wake` when it is known. */
export type Complete = (row: MessageRow) => MessageCompleteEvent | undefined

/** At once, unless the reply cites something: then it is asked what of that is still there. */
export function createComplete(db: Db, wake: () => void): Complete {
  let looked: 'not yet' | 'now' | 'done' = 'not yet'
  let living: ReadonlySet<string> | undefined

  const look = async (row: MessageRow) => {
    looked = 'now'
    // Who cannot be told of that is told all the same that the reply has ended.
    living = await findLiving(db, [row]).catch(() => undefined)
    looked = 'done'
    wake()
  }
  return row => {
    if (looked === 'done' || citedSources(row).length === 0) return toMessageComplete(row, living)
    if (looked === 'not yet') void look(row)
    return undefined
  }
}
