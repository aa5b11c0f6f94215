import type { Bot, Conversation } from '@folio/protocol'
import { newId } from './id.ts'
import type { BotChange, Given, LibraryApi } from './library-api.ts'
import type { LibraryStore } from './library-store.ts'
import { made, tried, unlessGone, type Made } from './made.ts'
import { readingJob } from './stage.ts'

type Parts = { api: LibraryApi; store: LibraryStore }

/** What is asked of sources. Each answers what went wrong, if something did. */
export function createSources({ api, store, refresh }: Parts & { refresh: (id: string) => Promise<void> }) {
  const { dispatch } = store

  /** What goes wrong is said where the source is. */
  async function attempt(id: string, task: () => Promise<unknown>): Promise<void> {
    dispatch({ type: 'fault', id, failure: null })
    const failure = await tried(async () => {
      await task()
      await refresh(id)
    })
    if (failure) dispatch({ type: 'fault', id, failure })
  }
  const jobOf = (id: string) => {
    const source = store.getState().sources[id]
    return source && readingJob(source)
  }

  return {
    add: (botId: string, given: Given) =>
      tried(async () => {
        const { source_id } = await api.queue(botId, given)
        await refresh(source_id)
      }),
    cancel(id: string): Promise<void> {
      const job = jobOf(id)
      return job ? attempt(id, () => api.cancelJob(job.id)) : Promise.resolve()
    },
    retry(id: string): Promise<void> {
      const job = jobOf(id)
      return job ? attempt(id, () => api.retryJob(job.id)) : Promise.resolve()
    },
    remove: (id: string) =>
      tried(async () => {
        await api.deleteSource(id).catch(unlessGone)
        dispatch({ type: 'source gone', id })
      }),
  }
}

/** What is asked of bots. */
export function createBotActions({ api, store }: Parts) {
  const { dispatch } = store
  const keep = (bot: Bot) => {
    dispatch({ type: 'bot', bot })
    return bot
  }
  return {
    create: (bot: BotChange & { name: string }): Promise<Made<Bot>> => made(async () => keep(await api.createBot(bot))),
    change: (id: string, change: BotChange): Promise<Made<Bot>> =>
      made(async () => keep(await api.changeBot(id, change))),
    remove: (id: string) =>
      tried(async () => {
        await api.deleteBot(id).catch(unlessGone)
        dispatch({ type: 'bot deleted', id })
      }),
    /** Begins a conversation that it answers. */
    ask: (id: string): Promise<Made<Conversation>> => made(() => api.askBot(newId(), id)),
  }
}
