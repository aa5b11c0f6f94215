import type { Api } from './api.ts'
import { CallFailed, failureOf, type Failure } from './failure.ts'
import type { Load } from './load.ts'
import type { Store } from './store.ts'

/** Messages in one page on the way back to one that was asked for: as many as the server gives. */
const PAGE = 200

/**
 * Brings a message of a conversation among those that can be shown: older pages are read until it is there, and where
 * it is on another branch, that one is chosen. Answers why it cannot be shown.
 */
export function createShow(api: Api, load: Load, { getState, dispatch, subscribe }: Store) {
  const pathOf = (id: string) => getState().paths[id]
  const knows = (id: string, messageId: string) => pathOf(id)?.ids.includes(messageId) ?? false

  /** Resolves once the newest page is there, or will not come. */
  function begun(id: string): Promise<void> {
    const isBegun = () => (pathOf(id)?.status ?? 'loading') !== 'loading'
    return new Promise(resolve => {
      if (isBegun()) return resolve()
      const leave = subscribe(() => {
        if (!isBegun()) return
        leave()
        resolve()
      })
    })
  }

  /** False where the path ends without the message, or a page did not come. */
  async function goBack(id: string, messageId: string): Promise<boolean> {
    while (!knows(id, messageId)) {
      const from = pathOf(id)?.older ?? null
      if (from !== null) await load.older(id, PAGE)
      if ((pathOf(id)?.older ?? null) === from) return false
    }
    return true
  }

  return async (id: string, messageId: string): Promise<Failure | undefined> => {
    await begun(id)
    if (pathOf(id)?.status !== 'ready' || (await goBack(id, messageId))) return undefined
    try {
      dispatch({ type: 'conversation', conversation: await api.changeConversation(id, { head_message_id: messageId }) })
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      return failureOf(error)
    }
    await load.path(id)
    await goBack(id, messageId)
    return undefined
  }
}
