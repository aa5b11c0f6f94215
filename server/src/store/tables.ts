import type { Kysely, Transaction } from 'kysely'
import type { FinishReason, Status, UserKind } from '@folio/protocol'

/** Times are integer milliseconds since 1970, booleans 0 or 1, JSON is text. */
type Time = number
type Flag = 0 | 1

export type UserRow = {
  id: string
  kind: UserKind
  /** Lower case. */
  email: string | null
  password_hash: string | null
  display_name: string | null
  /** Raised by every change of the user's conversations: dense, in the order of commits. */
  rev: number
  created_at: Time
}

export type SessionRow = {
  id: string
  user_id: string
  /** Of the cookie that a client without credentials was given. */
  cookie_hash: string | null
  created_at: Time
  expires_at: Time
  ended_at: Time | null
}

export type RefreshTokenRow = { hash: string; session_id: string; used_at: Time | null; expires_at: Time }

export type ConversationRow = {
  id: string
  user_id: string
  /** The client's own name for it, one per user. */
  name: string | null
  title: string
  model: string | null
  system_prompt: string | null
  pinned: Flag
  archived: Flag
  head_message_id: string | null
  rev: number
  user_rev: number
  created_at: Time
  updated_at: Time
}

export type Provider = 'workflow'

export type MessageRow = {
  id: string
  conversation_id: string
  user_id: string
  parent_id: string | null
  role: 'user' | 'assistant'
  content: string
  /** `[[offset, data], …]`: the parts of a reply that are not text. */
  marks: string | null
  status: Status
  error: string | null
  model: string | null
  /** Who answers: the model, unless an external worker does. */
  provider: Provider | null
  epoch: number
  /** How often a writer has begun it with nothing visible. */
  attempts: number
  prompt_tokens: number | null
  token_count: number | null
  finish_reason: FinishReason
  /** The conversation's revision when the row was made: the order of siblings. */
  seq: number
  rev: number
  pod_id: string | null
  lease_until: Time | null
  stop_requested: Flag
  created_at: Time
  finished_at: Time | null
}

export type TombstoneRow = { id: string; user_id: string; user_rev: number; deleted_at: Time }

export type TapeRow = { seq: number; reply_id: string; epoch: number; at: number; parts: string }

export type Tables = {
  users: UserRow
  sessions: SessionRow
  refresh_tokens: RefreshTokenRow
  conversations: ConversationRow
  messages: MessageRow
  tombstones: TombstoneRow
  tape: TapeRow
}

/** Reads take `Db`; writes take `Trx`, so that a write outside a transaction does not compile. */
export type Db = Kysely<Tables>
export type Trx = Transaction<Tables>
