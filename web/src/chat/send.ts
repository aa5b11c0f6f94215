import type { Api } from './api.ts'
import type { Drafts } from './drafts.ts'
import { failureOf, type Failure } from './failure.ts'
import { newId } from './id.ts'
import type { Outbox } from './outbox.ts'
import type { Store } from './store.ts'

type Options = { api: Api; store: Store; outbox: Outbox; drafts: Drafts }
type Draft = { conversationId: string | null; content: string; model: string | null }

export type Sent = { conversationId: string; id: string }

/** What is asked of conversations. A message is drawn in the frame in which it is sent, with the ids its rows will have. */
export function createSend({ api, store, outbox, drafts }: Options) {
  const { getState, dispatch } = store

  function message({ conversationId, content, model }: Draft): Sent {
    const id = newId()
    const conversation = conversationId ?? newId()
    const known = conversationId === null ? undefined : getState().conversations[conversationId]
    outbox.put({
      id,
      reply_id: newId(),
      conversation_id: conversation,
      creates: conversationId === null || known?.rev === 0,
      content,
      model,
      user_id: getState().user?.id ?? '',
      state: 'sending',
      failure: null,
    })
    return { conversationId: conversation, id }
  }

  /** Takes a message that did not arrive back to the composer. */
  function edit(id: string): void {
    const outgoing = getState().outgoing[id]
    if (!outgoing) return
    outbox.withdraw(id)
    draft(outgoing.conversation_id, outgoing.content)
  }

  function draft(conversationId: string, text: string): void {
    drafts.put(conversationId, text)
    const present = text.trim() !== ''
    if (present !== (getState().drafts[conversationId] ?? false)) dispatch({ type: 'draft', conversationId, present })
  }

  /** Each answers what went wrong, if something did. */
  async function rename(id: string, title: string): Promise<Failure | undefined> {
    try {
      dispatch({ type: 'conversation', conversation: await api.changeConversation(id, { title }) })
      return undefined
    } catch (error) {
      return failureOf(error)
    }
  }

  async function remove(id: string): Promise<Failure | undefined> {
    try {
      await api.deleteConversation(id)
      dispatch({ type: 'conversation deleted', id })
      drafts.put(id, '')
      return undefined
    } catch (error) {
      return failureOf(error)
    }
  }

  async function chooseModel(id: string, model: string): Promise<void> {
    try {
      dispatch({ type: 'conversation', conversation: await api.changeConversation(id, { model }) })
    } catch (error) {
      dispatch({ type: 'fault', id, failure: failureOf(error) })
    }
  }

  return { message, retry: outbox.retry, edit, draft, rename, remove, chooseModel }
}
