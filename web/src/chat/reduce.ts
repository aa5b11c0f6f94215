import { firstDraft, forget, listed, putConversation } from './conversations.ts'
import { invented, pendingPair, placeReply, putPath, putRows } from './rows.ts'
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
      return listed(state, action)
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
    case 'path failed':
      return failPath(state, action)
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
      return placeVersion(state, action.replyId)
    case 'regenerating':
      return regenerate(state, action)
    case 'regenerating failed':
      return fault(undraw(state, action.replyId, action.of), action.of, action.failure)
    case 'fault':
      return fault(state, action.id, action.failure)
  }
}

function startPath(state: ChatState, id: string): ChatState {
  if (state.paths[id]?.status === 'ready') return state
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
  if (state.paths[conversationId]?.status === 'ready') return state
  const status = failure.code === 'not_found' ? 'missing' : 'failed'
  return { ...state, paths: { ...state.paths, [conversationId]: { status, ids: [], older: null, failure } } }
}

/** The pair is in its place before the server has heard of it. */
function draw(state: ChatState, outgoing: Outgoing, now: number): ChatState {
  const { id, conversation_id } = outgoing
  const known = state.paths[conversation_id]
  const path = known ?? { status: outgoing.creates ? 'ready' : 'loading', ids: [], older: null, failure: null }
  const pair = pendingPair(outgoing, path.ids.at(-1) ?? null, now)
  const next = putRows({ ...state, outgoing: { ...state.outgoing, [id]: outgoing } }, pair)
  const ids = [...path.ids, ...pair.map(row => row.id).filter(other => !path.ids.includes(other))]
  return {
    ...next,
    conversations: { [conversation_id]: firstDraft(outgoing, now), ...state.conversations },
    paths: { ...state.paths, [conversation_id]: { ...path, ids } },
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
  const ids = path.ids.filter(other => other !== id && other !== outgoing.reply_id)
  const next = { ...state, outgoing: without(state.outgoing, id) }
  return { ...next, paths: { ...state.paths, [outgoing.conversation_id]: { ...path, ids } } }
}

/** Shows another version where it is known already; its path below comes from the server. */
function placeVersion(state: ChatState, replyId: string): ChatState {
  const reply = state.messages[replyId]
  return reply ? placeReply(state, null, reply) : state
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
  const messages = without(state.messages, replyId)
  const sibling_ids = before.sibling_ids.filter(id => id !== replyId)
  for (const id of sibling_ids) {
    const sibling = messages[id]
    if (sibling) messages[id] = { ...sibling, sibling_ids }
  }
  return placeReply({ ...state, messages }, null, before)
}

function fault(state: ChatState, id: string, failure: ChatState['faults'][string] | null): ChatState {
  return { ...state, faults: failure ? { ...state.faults, [id]: failure } : without(state.faults, id) }
}
