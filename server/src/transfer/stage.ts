import type { Bus } from '../bus/bus.ts'
import { announce } from '../chat/announce.ts'
import { toConversationEvent } from '../chat/wire.ts'
import type { Pieces } from '../knowledge/pieces.ts'
import type { Clock } from '../lib/clock.ts'
import { newId } from '../lib/id.ts'
import { Refusal } from '../lib/refusal.ts'
import {
  beginImport,
  deleteLaid,
  endImport,
  insertLaid,
  layMessages,
  listImports,
  publishLaid,
  renewImport,
} from '../store/transfer.ts'
import type { Store } from '../store/open.ts'
import { indexTitle } from '../store/search-index.ts'
import type { ConversationRow, MessageRow } from '../store/tables.ts'
import { findUser } from '../store/users.ts'

/** An import of which nothing was heard for so long has died with its process. */
const SILENT_MS = 900_000
const RENEW_MS = 60_000
const ROWS = { first: 4, most: 200 }
const GONE = { first: 50, most: 500 }

export type Stages = ReturnType<typeof createStages>
export type Stage = Awaited<ReturnType<Stages['open']>>
type Parts = { store: Store; pieces: Pieces; bus: Bus; clock: Clock }

/** Where conversations are laid down piece by piece, and nobody sees them before they are whole. */
export function createStages({ store, pieces, bus, clock }: Parts) {
  const clear = async (id: string): Promise<void> => {
    await pieces.until(GONE, (trx, limit) => deleteLaid(trx, id, limit))
    await store.write(trx => endImport(trx, id))
  }
  const clearAll = async (which: Parameters<typeof listImports>[1]): Promise<void> => {
    for (const { id } of await listImports(store.db, which)) await clear(id)
  }

  return {
    /** What an import that was killed has left is cleared away. */
    sweep: (): Promise<void> => clearAll({ before: clock.now() - SILENT_MS }),

    /** For somebody who has no other import under way. */
    async open(userId: string) {
      await clearAll({ userId })
      const id = newId()
      await store.write(trx => beginImport(trx, { id, user_id: userId, at: clock.now() }))
      // Also while nothing is laid down: what is there already may be long, and the way slow.
      const renew = () => {
        cancel = clock.setTimer(renew, RENEW_MS)
        store.write(trx => renewImport(trx, id, clock.now())).catch(() => {})
      }
      let cancel = clock.setTimer(renew, RENEW_MS)
      return {
        begin: (row: ConversationRow): Promise<void> => store.write(trx => insertLaid(trx, { ...row, user_id: id })),

        lay: (rows: readonly MessageRow[]): Promise<void> =>
          pieces.each(rows, ROWS, (trx, some) => layMessages(trx, some)),

        async publish(whole: Pick<ConversationRow, 'id' | 'name' | 'rev'> & { head: string | null }): Promise<void> {
          const row = await store.write(async trx => {
            if (!(await findUser(trx, userId))) throw new Refusal('not_found', 'The account is gone.')
            const published = await publishLaid(trx, { ...whole, importId: id, userId })
            if (published) await indexTitle(trx, published)
            return published
          })
          if (!row) throw new Error('what was laid down is there until it is published')
          announce(bus, userId, toConversationEvent(row, 'created', false))
        },

        /** What was not published goes. */
        close(): Promise<void> {
          cancel()
          return clear(id)
        },
      }
    },
  }
}
