import type { Bot, Page } from '@folio/protocol'
import { failureOf, type Failure } from './failure.ts'
import type { LibraryApi } from './library-api.ts'
import type { LibraryStore } from './library-store.ts'
import { PAGE } from './library-watch.ts'
import { tried, unlessGone } from './made.ts'

type Options = { api: LibraryApi; store: LibraryStore; shelf: (botId: string) => Promise<void> }

/** Reads rows from the server. What fails is part of the state. */
export function createLibraryLoad({ api, store, shelf }: Options) {
  const { getState, dispatch } = store
  return {
    async shelf(botId: string): Promise<void> {
      dispatch({ type: 'shelf loading', botId })
      await shelf(botId).catch((error: unknown) => {
        dispatch({ type: 'shelf failed', botId, failure: failureOf(error) })
      })
    },
    /** The page behind what is shown. */
    async more(botId: string): Promise<Failure | undefined> {
      const cursor = getState().shelves[botId]?.older
      if (!cursor) return undefined
      return tried(async () => {
        const page = await api.listSources(botId, { cursor, limit: PAGE })
        dispatch({ type: 'shelf', botId, items: page.items, older: page.next_cursor })
      })
    },
    /** The first ones, the default one among them, or those behind what is shown. */
    async bots(more = false): Promise<void> {
      const cursor = more ? getState().botList.older : null
      try {
        const page = await api.listBots(cursor ?? undefined)
        dispatch({ type: 'bots', items: page.items, older: page.next_cursor })
      } catch (error) {
        dispatch({ type: 'bots failed', failure: failureOf(error) })
      }
    },
    /** Where a file for this bot goes: to it, where the caller may change it, else to the caller's own. Throws `CallFailed`. */
    async botFor(id: string | null): Promise<string> {
      if (id !== null) {
        const bot = getState().bots[id] ?? (await api.getBot(id).catch(unlessGone))
        if (bot?.writable) return id
      }
      const home = Object.values(getState().bots).find(bot => bot.is_default)
      return home?.id ?? defaultOf(await api.listBots())
    },
    async bot(id: string): Promise<void> {
      try {
        dispatch({ type: 'bot', bot: await api.getBot(id) })
      } catch (error) {
        dispatch({ type: 'bot failed', id, failure: failureOf(error) })
      }
    },
  }
}

/** The default one comes first, and is always there. */
function defaultOf({ items }: Page<Bot>): string {
  const home = items.find(bot => bot.is_default)
  if (!home) throw new Error('the server has named no default bot')
  return home.id
}
