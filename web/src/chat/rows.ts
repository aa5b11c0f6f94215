import { isEnd, textOf, type Message } from '@folio/protocol'
import { without, type ChatState, type Outgoing } from './state.ts'

/** The later row wins, whoever brought it; one that was only invented here has revision 0. */
export function putRows(state: ChatState, rows: readonly Message[]): ChatState {
  return rows.reduce(putRow, state)
}

function putRow(state: ChatState, row: Message): ChatState {
  const known = state.messages[row.id]
  if (known && row.rev < known.rev) return state
  const messages = { ...state.messages, [row.id]: keepIdentity(known, row) }
  for (const id of row.sibling_ids) {
    const sibling = messages[id]
    if (sibling && sibling.sibling_ids.length < row.sibling_ids.length) {
      messages[id] = { ...sibling, sibling_ids: row.sibling_ids }
    }
  }
  const views = isEnd(row.status) ? without(state.views, row.id) : state.views
  return { ...state, messages, views, outgoing: row.rev > 0 ? without(state.outgoing, row.id) : state.outgoing }
}

/** The same object where nothing has changed, so that nothing is drawn again. */
function keepIdentity(known: Message | undefined, row: Message): Message {
  return known?.rev === row.rev && JSON.stringify(known) === JSON.stringify(row) ? known : row
}

/** A newest page of a path: what is on its way stays behind it, older pages that are known stay before it. */
export function putPath(
  state: ChatState,
  conversationId: string,
  items: readonly Message[],
  older: string | null,
): ChatState {
  const next = putRows(state, items)
  const ids = items.map(item => item.id)
  const before = state.paths[conversationId]
  // What was kept may be older than a gap: only the server's own pages are joined.
  const known = before?.status === 'kept' ? [] : (before?.ids ?? [])
  const joint = ids[0] === undefined ? -1 : known.indexOf(ids[0])
  const pending = Object.values(next.outgoing)
    .filter(outgoing => outgoing.conversation_id === conversationId)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const path = {
    status: 'ready' as const,
    ids: pending.reduce(withOutgoing, [...(joint > 0 ? known.slice(0, joint) : []), ...ids]),
    older: joint > 0 ? (before?.older ?? null) : older,
    failure: null,
  }
  return { ...next, paths: { ...next.paths, [conversationId]: path } }
}

/** A path with a message on its way: at the end, or in place of the question that it says otherwise. */
export function withOutgoing(ids: readonly string[], { id, reply_id, edits }: Outgoing): string[] {
  if (ids.includes(id)) return [...ids]
  const at = edits ? ids.indexOf(edits.of) : -1
  return [...(at < 0 ? ids : ids.slice(0, at)), id, reply_id]
}

/** Draws the messages of an accepted exchange where they belong; a branch replaces what was shown from there on. */
export function placeReply(state: ChatState, message: Message | null, reply: Message): ChatState {
  const path = state.paths[reply.conversation_id]
  if (!path || path.ids.includes(reply.id)) return state
  let { ids } = path
  if (message && !ids.includes(message.id)) {
    const parent = message.parent_id
    if (parent !== null && !ids.includes(parent)) return state
    ids = [...cutAfter(ids, parent), message.id]
  }
  if (reply.parent_id === null || !ids.includes(reply.parent_id)) return state
  ids = [...cutAfter(ids, reply.parent_id), reply.id]
  return { ...state, paths: { ...state.paths, [reply.conversation_id]: { ...path, ids } } }
}

/** Another version, and below it what is known to follow; the rest comes from the server. */
export function placeVersion(state: ChatState, id: string): ChatState {
  const version = state.messages[id]
  const path = version && state.paths[version.conversation_id]
  if (!path || path.ids.includes(id)) return state
  const { parent_id: parent } = version
  if (parent !== null && !path.ids.includes(parent)) return state
  const ids = cutAfter(path.ids, parent)
  for (let next: string | undefined = id; next !== undefined; next = newestBelow(state, next)) ids.push(next)
  return { ...state, paths: { ...state.paths, [version.conversation_id]: { ...path, ids } } }
}

function newestBelow({ messages }: ChatState, id: string): string | undefined {
  const children = Object.values(messages).filter(message => message.parent_id === id)
  return children.reduce<string | undefined>(
    (newest, child) => (newest && newest > child.id ? newest : child.id),
    undefined,
  )
}

/** Another reply of the conversation comes before this one, in sight or on another branch. */
export function isWaiting({ messages }: ChatState, { id, conversation_id, status }: Message): boolean {
  if (status !== 'queued') return false
  return Object.values(messages).some(
    other =>
      other.conversation_id === conversation_id &&
      !isEnd(other.status) &&
      (other.status === 'streaming' ? other.id !== id : other.id < id),
  )
}

function cutAfter(ids: readonly string[], id: string | null): string[] {
  return id === null ? [] : ids.slice(0, ids.indexOf(id) + 1)
}

/** The text of a reply as far as it is known here. What was shown is never taken back, so the longer one is right. */
export function textShown(state: ChatState, id: string): string {
  const view = state.views[id]
  const content = state.messages[id]?.content ?? ''
  const read = view ? textOf(view.parts) : ''
  return read.length >= content.length ? read : content
}

/** The two rows that a message on its way will have, as they look until the server's arrive. */
export function pendingPair(outgoing: Outgoing, parentId: string | null, now: number): [Message, Message] {
  const { id, reply_id, conversation_id, content, model } = outgoing
  const base = { conversation_id, model, now }
  return [
    invented({ ...base, id, parent_id: parentId, role: 'user', content, status: 'complete' }),
    invented({ ...base, id: reply_id, parent_id: id, role: 'assistant', content: '', status: 'queued' }),
  ]
}

type Known = Pick<Message, 'id' | 'conversation_id' | 'parent_id' | 'role' | 'content' | 'status' | 'model'>

export function invented({ now, ...known }: Known & { now: number }): Message {
  return {
    ...known,
    error: null,
    epoch: 0,
    length: known.content.length,
    token_count: null,
    finish_reason: null,
    citations: [],
    feedback: null,
    sibling_ids: [known.id],
    rev: 0,
    created_at: new Date(now).toISOString(),
    finished_at: null,
  }
}
