import { isEnd } from '@folio/protocol'
import type { Api } from './api.ts'
import { shownReply } from './cited.ts'
import { failureOf } from './failure.ts'
import { newId } from './id.ts'
import type { Load } from './load.ts'
import { textShown } from './rows.ts'
import type { Store } from './store.ts'

/** What can be asked of a reply. What fails is said where the reply is. */
export function createReplies(api: Api, load: Load, store: Store) {
  const { getState, dispatch } = store

  const asked = new Set<string>()

  /** One thing at a time: a second press asks for nothing more. */
  async function attempt(id: string, task: () => Promise<unknown>): Promise<void> {
    if (asked.has(id)) return
    asked.add(id)
    dispatch({ type: 'fault', id, failure: null })
    try {
      await task()
      if (getState().connection !== 'live') await load.message(id)
    } catch (error) {
      dispatch({ type: 'fault', id, failure: failureOf(error) })
    } finally {
      asked.delete(id)
    }
  }

  function stop(id: string): Promise<void> {
    return attempt(id, async () => {
      await known(store, id)
      await api.stop(id)
    })
  }

  /** Nothing is drawn ahead here: until the server has gone on, the reply's old end is what it has to tell. */
  function continueReply(id: string): Promise<void> {
    return attempt(id, () => api.continueReply(id))
  }

  async function regenerate(of: string): Promise<void> {
    const replyId = newId()
    dispatch({ type: 'regenerating', of, replyId, now: Date.now() })
    try {
      const { message, reply } = await api.regenerate(of, replyId)
      dispatch({ type: 'rows', rows: [message, reply] })
    } catch (error) {
      dispatch({ type: 'regenerating failed', of, replyId, failure: failureOf(error) })
    }
  }

  /** Goes on where it broke off, tries again where nothing came, asks for another version of what is whole. */
  function retry(id: string): Promise<void> {
    const message = getState().messages[id]
    if (!message || !isEnd(message.status)) return Promise.resolve()
    return message.status === 'complete' ? regenerate(id) : continueReply(id)
  }

  /** Shows another version, on every device. */
  async function choose(id: string, conversationId: string): Promise<void> {
    dispatch({ type: 'version', id })
    await attempt(id, async () => {
      const conversation = await api.changeConversation(conversationId, { head_message_id: id })
      dispatch({ type: 'conversation', conversation })
      await load.path(conversationId)
    })
  }

  return {
    stop,
    continueReply,
    regenerate,
    retry,
    choose,
    textOf: (id: string) => textShown(getState(), id),
    shown: (id: string) => shownReply(getState(), id),
  }
}

/** Resolves when the server knows the message: what is still on its way cannot be stopped. */
function known({ getState, subscribe }: Store, id: string): Promise<void> {
  const isKnown = () => (getState().messages[id]?.rev ?? 0) > 0
  return new Promise(resolve => {
    if (isKnown()) return resolve()
    const leave = subscribe(() => {
      if (!isKnown()) return
      leave()
      resolve()
    })
  })
}
