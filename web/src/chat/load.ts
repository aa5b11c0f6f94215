import type { Api } from './api.ts'
import { CallFailed, failureOf } from './failure.ts'
import type { Store } from './store.ts'

export type Load = ReturnType<typeof createLoad>

const LATER_MS = 3_000

/** Reads rows from the server into the store. */
export function createLoad(api: Api, { getState, dispatch }: Store) {
  const latest = new Map<string, symbol>()
  const loadingOlder = new Map<string, Promise<void>>()

  /** The newest page of a conversation; of two at once the later one counts. */
  async function path(conversationId: string): Promise<void> {
    const known = getState().conversations[conversationId]
    // Invented here, and not with the server yet: what is drawn is all there is.
    if (known?.rev === 0) return
    const mine = Symbol(conversationId)
    latest.set(conversationId, mine)
    dispatch({ type: 'path loading', conversationId })
    // What the feed tells of a conversation is not all of it: which bot answers, for one.
    if (known) void conversation(conversationId).catch(() => {})
    try {
      const [page] = await Promise.all([
        api.listMessages(conversationId),
        known ? undefined : conversation(conversationId),
      ])
      if (latest.get(conversationId) !== mine) return
      dispatch({ type: 'path', conversationId, items: page.items, older: page.next_cursor, before: false })
    } catch (error) {
      if (latest.get(conversationId) === mine)
        dispatch({ type: 'path failed', conversationId, failure: failureOf(error) })
    }
  }

  /** The page before the first one that is known; who asks while it is under way waits for that one. */
  function older(conversationId: string, limit?: number): Promise<void> {
    const cursor = getState().paths[conversationId]?.older
    if (!cursor) return Promise.resolve()
    const loading = loadingOlder.get(conversationId) ?? pageBefore(conversationId, cursor, limit)
    loadingOlder.set(conversationId, loading)
    return loading
  }

  async function pageBefore(conversationId: string, cursor: string, limit?: number): Promise<void> {
    try {
      const page = await api.listMessages(conversationId, cursor, limit)
      // Meanwhile another branch may have been chosen.
      if (getState().paths[conversationId]?.older !== cursor) return
      dispatch({ type: 'path', conversationId, items: page.items, older: page.next_cursor, before: true })
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
    } finally {
      loadingOlder.delete(conversationId)
    }
  }

  async function conversation(id: string): Promise<void> {
    dispatch({ type: 'conversation', conversation: await api.getConversation(id) })
  }

  async function conversations(more = false): Promise<void> {
    const cursor = more ? getState().list.older : null
    if (more && !cursor) return
    const page = await api.listConversations(cursor ?? undefined)
    dispatch({ type: 'conversations', items: page.items, older: page.next_cursor, more })
  }

  async function message(id: string): Promise<void> {
    dispatch({ type: 'rows', rows: [await api.getMessage(id)] })
  }

  async function models(): Promise<void> {
    dispatch({ type: 'models', models: (await api.listModels()).items })
  }

  return { path, older, conversation, conversations, message, models }
}

/** Tries until it is done; what is wrong meanwhile is for the connection to say. */
export async function untilDone(task: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await task()
    } catch (error) {
      if (!(error instanceof CallFailed) || !error.passing) return
      const ms = error.retryAfterMs ?? LATER_MS
      await new Promise(resolve => setTimeout(resolve, ms))
    }
  }
}
