import type { Bus } from '../bus/bus.ts'
import { newId } from '../lib/id.ts'
import { deleteBot, findBot, findDefaultBot, moveBots, updateBot } from '../store/bots.ts'
import type { Catalog } from '../store/catalog.ts'
import type { CatalogTrx } from '../store/catalog-tables.ts'
import { moveFiles } from '../store/files.ts'
import { insertJob, moveJobs } from '../store/jobs.ts'
import { findDefaultLibrary, moveDefaultLibrary } from '../store/libraries.ts'
import type { Store } from '../store/open.ts'
import { listSources, moveSources } from '../store/sources.ts'
import type { Trx } from '../store/tables.ts'
import { nameBot } from '../store/users.ts'
import { wakeWorkers } from './announce-job.ts'
import type { RemovePayload } from './payload.ts'

const BROUGHT_NAME = 'My documents as a guest'

/** What somebody's bots know, when an account ends or two become one. */
export function createBelongings({ store, catalog, bus }: { store: Store; catalog: Catalog; bus: Bus }) {
  return {
    /**
     * Leaves the job that clears all of it away, in the transaction that ends the account: one commit decides, whatever
     * is killed afterwards. Nobody can find any of it from then on, because nobody is its owner.
     */
    async leave(trx: Trx, userId: string): Promise<void> {
      const payload = JSON.stringify({ type: 'user', userId } satisfies RemovePayload)
      const job = { id: newId(), kind: 'remove_files', user_id: userId, source_id: null, generation: 0 } as const
      await insertJob(trx, { ...job, payload }, store.now)
    },

    /** That transaction has committed. */
    left: (): void => wakeWorkers(bus),

    /**
     * Hands bots, sources and files from one person to another. Where the other has a default bot already, the one that
     * came is a bot like any other. Answers what is left to do of it in the transaction that makes one of the two:
     * conversations that named no bot name that one.
     */
    async move(from: string, to: string): Promise<(trx: Trx) => Promise<void>> {
      await catalog.write(trx => hand(trx, from, to))
      // Not from what was done just now: who tries again after a crash finds that done already.
      const library = await findDefaultLibrary(store.db, from)
      const isDefault = library?.bot_id === (await findDefaultBot(catalog.db, to))?.id
      const brought = library && !isDefault ? await findBot(catalog.db, library.bot_id) : undefined
      return async trx => {
        await moveJobs(trx, from, to)
        await moveDefaultLibrary(trx, from, isDefault ? to : null)
        if (brought) await nameBot(trx, from, brought.id)
      }
    },
  }
}

async function hand(trx: CatalogTrx, from: string, to: string): Promise<void> {
  if (await findDefaultBot(trx, to)) await demote(trx, from)
  await moveBots(trx, from, to)
  await moveSources(trx, from, to)
  await moveFiles(trx, from, to)
}

/** A default bot becomes an ordinary one, or goes where it was never told or taught anything. */
async function demote(trx: CatalogTrx, ownerId: string): Promise<void> {
  const bot = await findDefaultBot(trx, ownerId)
  if (!bot) return
  const sources = await listSources(trx, { of: { botId: bot.id }, limit: 1, after: undefined })
  const isBlank = sources.length === 0 && bot.updated_at === bot.created_at
  await (isBlank ? deleteBot(trx, bot.id) : updateBot(trx, bot.id, { is_default: 0, name: BROUGHT_NAME }))
}
