import { firstDraft, forget, listed, putArchived, putConversation } from './conversations.ts'
import { putKeptList, putKeptPath, withoutKeptList } from './kept-rows.ts'
import { invented, pendingPair, placeReply, placeVersion, putPath, putRows, withOutgoing } from './rows.ts'
import { reduceFrame } from './reduce-frame.ts'
import { markSeen } from './seen.ts'
import { without, type Action, type ChatState, type Outgoing } from './state.ts'

/** All that the page knows changes here and nowhere else. */
export function reduce(state: ChatState, action: Action): ChatState {
  return markSeen(step(state, action))
}

function step(state: ChatState, action: Action): ChatState {
  switch (action.type) {
    case 'user':
      return { ...state, user: action.user }
    case 'connection':
      return { ...state, connection: action.connection }
    case 'models':
      return { ...state, models: action.models }
    case 'conversations':
      return listed(withoutKeptList(state), action)
    case 'archived':
      return putArchived(state, action.items)
    case 'conversation':
      return putConversation(state, action.conversation)
    case 'conversation deleted':
      return forget(state, action.id)
    case 'open':
      return { ...state, open: action.id }
    case 'visible':
      return { ...state, visible: action.visible }
    case 'path loading':
      return startPath(state, action.conversationId)
    case 'path':
      return action.before ? putOlder(state, action) : putPath(state, action.conversationId, action.items, action.older)
    case 'kept list':
      return putKeptList(state, action.conversations)
    case 'kept path':
      return putKeptPath(state, action)
    case 'path failed':
      return failPath(state, action)
    case 'fresh':
      return { ...state, fresh: action.fresh }
    case 'draft':
      return { ...state, drafts: { ...state.drafts, [action.conversationId]: action.present } }
    case 'seen':
      return { ...state, seen: action.seen }
    case 'frame':
      return reduceFrame(state, action.frame)
    default:
      return stepMessage(state, action)
  }
}

type MessageAction = Extract<
  Action,
  {
    type:
      | 'rows'
      | 'outgoing'
      | 'outgoing changed'
      | 'accepted'
      | 'withdrawn'
      | 'editing'
      | 'version'
      | 'regenerating'
      | 'regenerating failed'
      | 'fault'
  }
>

function stepMessage(state: ChatState, action: MessageAction): ChatState {
  switch (action.type) {
    case 'rows':
      return putRows(state, action.rows)
    case 'outgoing':
      return draw(state, action.outgoing, action.now)
    case 'outgoing changed':
      return changeOutgoing(state, action)
    case 'accepted':
      return putRows({ ...state, outgoing: without(state.outgoing, action.id) }, action.rows)
    case 'withdrawn':
      return withdraw(state, action.id)
    case 'version':
      return placeVersion(state, action.id)
    case 'editing':
      return edit(state, action)
    case 'regenerating':
      return regenerate(state, action)
    case 'regenerating failed':
      return fault(undraw(state, action.replyId, action.of), action.of, action.failure)
    case 'fault':
      return fault(state, action.id, action.failure)
  }
}

function startPath(state: ChatState, id: string): ChatState {
  if (isShown(state.paths[id])) return state
  return { ...state, paths: { ...state.paths, [id]: { status: 'loading', ids: [], older: null, failure: null } } }
}

function putOlder(state: ChatState, { conversationId, items, older }: Extract<Action, { type: 'path' }>): ChatState {
  const path = state.paths[conversationId]
  if (!path) return state
  const ids = [...items.map(item => item.id).filter(id => !path.ids.includes(id)), ...path.ids]
  const next = putRows(state, items)
  return { ...next, paths: { ...next.paths, [conversationId]: { ...path, ids, older } } }
}

function failPath(state: ChatState, { conversationId, failure }: Extract<Action, { type: 'path failed' }>): ChatState {
  const known = state.paths[conversationId]
  const status = failure.code === 'not_found' ? 'missing' : 'failed'
  // Of what was only kept, the server may say that it is gone.
  if (isShown(known) && !(known?.status === 'kept' && status === 'missing')) return state
  return { ...state, paths: { ...state.paths, [conversationId]: { status, ids: [], older: null, failure } } }
}

const isShown = (path: ChatState['paths'][string] | undefined) => path?.status === 'ready' || path?.status === 'kept'

/** The pair is in its place before the server has heard of it. */
function draw(state: ChatState, outgoing: Outgoing, now: number): ChatState {
  const { id, conversation_id } = outgoing
  const known = state.paths[conversation_id]
  const path = known ?? { status: outgoing.creates ? 'ready' : 'loading', ids: [], older: null, failure: null }
  const former = outgoing.edits && state.messages[outgoing.edits.of]
  const [message, reply] = pendingPair(outgoing, former ? former.parent_id : (path.ids.at(-1) ?? null), now)
  const pair = [{ ...message, sibling_ids: [...(former?.sibling_ids ?? []), id] }, reply]
  const next = putRows({ ...state, outgoing: { ...state.outgoing, [id]: outgoing } }, pair)
  return {
    ...next,
    conversations: { [conversation_id]: firstDraft(outgoing, now), ...state.conversations },
    paths: { ...state.paths, [conversation_id]: { ...path, ids: withOutgoing(path.ids, outgoing) } },
  }
}

function changeOutgoing(state: ChatState, change: Extract<Action, { type: 'outgoing changed' }>): ChatState {
  const outgoing = state.outgoing[change.id]
  if (!outgoing) return state
  const next = { ...outgoing, state: change.state, failure: change.failure }
  return { ...state, outgoing: { ...state.outgoing, [change.id]: next } }
}

function withdraw(state: ChatState, id: string): ChatState {
  const outgoing = state.outgoing[id]
  const path = outgoing && state.paths[outgoing.conversation_id]
  if (!outgoing || !path) return state
  const left = path.ids.filter(other => other !== id && other !== outgoing.reply_id)
  const ids = outgoing.edits ? [...path.ids.slice(0, path.ids.indexOf(id)), ...outgoing.edits.replaced] : left
  const next = forgetVersion({ ...state, outgoing: without(state.outgoing, id) }, id)
  return { ...next, paths: { ...state.paths, [outgoing.conversation_id]: { ...path, ids } } }
}

function regenerate(state: ChatState, { of, replyId, now }: Extract<Action, { type: 'regenerating' }>): ChatState {
  const before = state.messages[of]
  if (!before) return state
  const { conversation_id, parent_id, model, sibling_ids } = before
  const row = invented({
    id: replyId,
    conversation_id,
    parent_id,
    model,
    role: 'assistant',
    content: '',
    status: 'queued',
    now,
  })
  const next = putRows(state, [{ ...row, sibling_ids: [...sibling_ids, replyId] }])
  return fault(placeReply(next, null, row), of, null)
}

/** The new version will not come: the one before takes its place again. */
function undraw(state: ChatState, replyId: string, of: string): ChatState {
  const gone = state.messages[replyId]
  const before = state.messages[of]
  if (!gone || gone.rev > 0 || !before) return state
  return placeReply(forgetVersion(state, replyId), null, before)
}

/** A message that will not come is no version of another any more. */
function forgetVersion(state: ChatState, goneId: string): ChatState {
  const messages = { ...without(state.messages, goneId) }
  const sibling_ids = state.messages[goneId]?.sibling_ids.filter(id => id !== goneId) ?? []
  for (const id of sibling_ids) {
    const sibling = messages[id]
    if (sibling) messages[id] = { ...sibling, sibling_ids }
  }
  return { ...state, messages }
}

function edit(state: ChatState, { id, text }: Extract<Action, { type: 'editing' }>): ChatState {
  return { ...state, editing: text === null ? without(state.editing, id) : { ...state.editing, [id]: text } }
}

function fault(state: ChatState, id: string, failure: ChatState['faults'][string] | null): ChatState {
  return { ...state, faults: failure ? { ...state.faults, [id]: failure } : without(state.faults, id) }
}
