import type { Message } from '@folio/protocol'
import type { Api, ConversationChange } from './api.ts'
import type { Drafts } from './drafts.ts'
import type { Failure } from './failure.ts'
import { newId } from './id.ts'
import { tried } from './made.ts'
import type { Outbox } from './outbox.ts'
import { EMPTY, type ChatState, type Fresh, type Outgoing } from './state.ts'
import type { Store } from './store.ts'

type Options = { api: Api; store: Store; outbox: Outbox; drafts: Drafts }
type Draft = { conversationId: string | null; content: string }

export type Sent = { conversationId: string; id: string }

/** What is asked of conversations. A message is drawn in the frame in which it is sent, with the ids its rows will have. */
export function createSend({ api, store, outbox, drafts }: Options) {
  const { getState, dispatch } = store

  function put(
    given: Pick<Outgoing, 'conversation_id' | 'creates' | 'content' | 'model' | 'edits' | 'instructions'>,
  ): Sent {
    const id = newId()
    const user_id = getState().user?.id ?? ''
    outbox.put({ ...given, id, reply_id: newId(), user_id, state: 'sending', failure: null })
    return { conversationId: given.conversation_id, id }
  }

  function message({ conversationId, content }: Draft): Sent {
    if (conversationId !== null) {
      const creates = getState().conversations[conversationId]?.rev === 0
      return put({ conversation_id: conversationId, creates, content, model: null })
    }
    const { fresh } = getState()
    choose(EMPTY.fresh)
    return put({ ...fresh, conversation_id: newId(), creates: true, content })
  }

  /** Says a question otherwise; what followed on it stays where it is, as another version. */
  function editQuestion(of: string, content: string): Sent | undefined {
    const { messages, paths } = getState()
    const former = messages[of]
    const ids = former && paths[former.conversation_id]?.ids
    if (!ids) return undefined
    dispatch({ type: 'editing', id: of, text: null })
    // What waits for its turn with the words of before is not to be answered any more.
    const waiting = waitingReplyTo(messages, of)
    if (waiting) void tried(() => api.stop(waiting.id))
    const edits = { of, replaced: ids.slice(ids.indexOf(of)) }
    return put({ conversation_id: former.conversation_id, creates: false, content, model: null, edits })
  }

  /** Takes a message that did not arrive back to where it was written. */
  function edit(id: string): void {
    const outgoing = getState().outgoing[id]
    if (!outgoing) return
    outbox.withdraw(id)
    if (outgoing.edits) dispatch({ type: 'editing', id: outgoing.edits.of, text: outgoing.content })
    else draft(outgoing.conversation_id, outgoing.content)
  }

  function draft(conversationId: string, text: string): void {
    drafts.put(conversationId, text)
    const present = text.trim() !== ''
    if (present !== (getState().drafts[conversationId] ?? false)) dispatch({ type: 'draft', conversationId, present })
  }

  /** For the conversation that is not begun yet. */
  function choose(fresh: Fresh): void {
    drafts.putFresh(fresh)
    dispatch({ type: 'fresh', fresh })
  }

  /** Each answers what went wrong, if something did. */
  function change(id: string, changes: ConversationChange): Promise<Failure | undefined> {
    return tried(async () => {
      dispatch({ type: 'conversation', conversation: await api.changeConversation(id, changes) })
    })
  }

  function remove(id: string): Promise<Failure | undefined> {
    return tried(async () => {
      await api.deleteConversation(id)
      dispatch({ type: 'conversation deleted', id })
      drafts.put(id, '')
    })
  }

  return { message, editQuestion, retry: outbox.retry, edit, draft, choose, change, remove }
}

/** The reply that the server has not begun. */
function waitingReplyTo(messages: ChatState['messages'], questionId: string): Message | undefined {
  return Object.values(messages).find(
    ({ parent_id, status, rev }) => parent_id === questionId && status === 'queued' && rev > 0,
  )
}
