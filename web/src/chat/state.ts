import type { Conversation, Message, Model, ServerFrame, User, View } from '@folio/protocol'
import type { ConnectionState } from './transitions.ts'
import type { Failure } from './failure.ts'

/** The messages of a conversation that are shown, oldest first. */
export type Path = {
  /** `kept`: a copy of this browser's own, until the server says what is so. */
  status: 'loading' | 'kept' | 'ready' | 'missing' | 'failed'
  ids: string[]
  /** Names the page before the first one; null where there is none. */
  older: string | null
  failure: Failure | null
}

/** A message on its way to the server. It is drawn like any other: `id` and `reply_id` are the keys of the rows to come. */
export type Outgoing = {
  id: string
  reply_id: string
  conversation_id: string
  /** The conversation has to be made first. */
  creates: boolean
  /** It says a question of before otherwise, and stands where `replaced` stood. */
  edits?: { of: string; replaced: string[] }
  content: string
  model: string | null
  /** What the conversation is to be told from the start. */
  instructions?: string
  user_id: string
  state: 'sending' | 'waiting' | 'refused'
  failure: Failure | null
}

/** What was chosen for a conversation that is not begun yet. */
export type Fresh = { model: string | null; instructions: string }

export type ChatState = {
  user: User | null
  connection: ConnectionState
  models: Model[]
  conversations: Record<string, Conversation>
  list: { status: 'loading' | 'ready'; older: string | null; kept: boolean }
  open: string | null
  /** Somebody may be looking: the tab is not hidden. */
  visible: boolean
  paths: Record<string, Path>
  messages: Record<string, Message>
  /** Replies under way, as far as they have been read. */
  views: Record<string, View>
  outgoing: Record<string, Outgoing>
  /** Why something that was asked of a message did not happen. */
  faults: Record<string, Failure>
  /** Questions that are being said otherwise, as far as they are written. */
  editing: Record<string, string>
  fresh: Fresh
  /** Conversations with unsent text. */
  drafts: Record<string, boolean>
  /** The head of each conversation when it was last seen at rest; '' while it has replied unseen. */
  seen: Record<string, string>
  /** The cursor of the feed; 0 before its first event. */
  userRev: number
}

export type Action =
  | { type: 'user'; user: User }
  | { type: 'connection'; connection: ConnectionState }
  | { type: 'models'; models: Model[] }
  | { type: 'archived'; items: Conversation[] }
  | { type: 'conversations'; items: Conversation[]; older: string | null; more: boolean }
  | { type: 'conversation'; conversation: Conversation }
  | { type: 'conversation deleted'; id: string }
  | { type: 'open'; id: string | null }
  | { type: 'visible'; visible: boolean }
  | { type: 'path loading'; conversationId: string }
  | { type: 'path'; conversationId: string; items: Message[]; older: string | null; before: boolean }
  | { type: 'kept list'; conversations: Conversation[] }
  | { type: 'kept path'; conversation: Conversation; items: Message[]; older: string | null }
  | { type: 'path failed'; conversationId: string; failure: Failure }
  | { type: 'rows'; rows: Message[] }
  | { type: 'frame'; frame: ServerFrame }
  | { type: 'outgoing'; outgoing: Outgoing; now: number }
  | { type: 'outgoing changed'; id: string; state: Outgoing['state']; failure: Failure | null }
  | { type: 'accepted'; id: string; rows: Message[] }
  | { type: 'withdrawn'; id: string }
  | { type: 'editing'; id: string; text: string | null }
  | { type: 'fresh'; fresh: Fresh }
  | { type: 'version'; id: string }
  | { type: 'regenerating'; of: string; replyId: string; now: number }
  | { type: 'regenerating failed'; of: string; replyId: string; failure: Failure }
  | { type: 'fault'; id: string; failure: Failure | null }
  | { type: 'draft'; conversationId: string; present: boolean }
  | { type: 'seen'; seen: Record<string, string> }

export const EMPTY: ChatState = {
  user: null,
  connection: 'off',
  models: [],
  conversations: {},
  list: { status: 'loading', older: null, kept: false },
  open: null,
  visible: true,
  paths: {},
  messages: {},
  views: {},
  outgoing: {},
  faults: {},
  editing: {},
  fresh: { model: null, instructions: '' },
  drafts: {},
  seen: {},
  userRev: 0,
}

export function without<T>(record: Record<string, T>, key: string): Record<string, T> {
  if (!(key in record)) return record
  const { [key]: _, ...rest } = record
  return rest
}
