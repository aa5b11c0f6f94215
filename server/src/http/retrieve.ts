import { retrieve as schema } from '@folio/protocol/requests'
import type { Bots } from '../knowledge/bots.ts'
import type { Retrieve } from '../knowledge/retrieve.ts'
import { readJson } from './body.ts'
import type { Ctx } from './context.ts'

/** What an answer would be given: of a bot that the caller may use, or else of the caller's own. */
export function createRetrieveRoute({ bots, retrieve }: { bots: Bots; retrieve: Retrieve }) {
  return async (c: Ctx) => {
    const { caller } = c.var
    const { bot_id, query, history, k } = await readJson(c, schema)
    const bot = await (bot_id === undefined ? bots.defaultBot(caller) : bots.requireReadable(caller, bot_id))
    const library = await bots.findLibrary(bot.id)
    if (!library) return c.json({ passages: [], reason: 'no_evidence' })
    return c.json(await retrieve(library, { query, history }, { k }))
  }
}
