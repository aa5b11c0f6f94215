import type { Citation } from './knowledge.ts'

export type UserKind = 'guest' | 'member' | 'external'
/** In an organisation: an admin may change what belongs to it. */
export type Role = 'admin' | 'member'

/** ISO 8601 in UTC with milliseconds. */
export type Time = string

export type User = {
  id: string
  kind: UserKind
  email: string | null
  display_name: string | null
  created_at: Time
}

/** The answer to every call that signs somebody in; the refresh token travels in a cookie beside it. */
export type Session = {
  access_token: string
  token_type: 'Bearer'
  /** Seconds until the access token ends. */
  expires_in: number
  user: User
}

export type Conversation = {
  id: string
  title: string
  model: string | null
  system_prompt: string | null
  pinned: boolean
  archived: boolean
  /** Whose documents it answers from; null: the caller's own, where they say something. */
  bot_id: string | null
  head_message_id: string | null
  /** Raised with every change of the conversation or of one of its messages: dense, in the order of commits. */
  rev: number
  /** True while a reply is under way, or waits for its turn. */
  replying: boolean
  created_at: Time
  /** The last activity. */
  updated_at: Time
}

/** The four ends of a reply. */
export const ENDS = ['complete', 'stopped', 'failed', 'interrupted'] as const
export type End = (typeof ENDS)[number]
export type Status = 'queued' | 'streaming' | End

export function isEnd(status: Status): status is End {
  return status !== 'queued' && status !== 'streaming'
}

export type ReplyError = { code: string; message: string }

export type FinishReason = 'stop' | 'length' | 'content_filter' | 'no_evidence' | null

export type Message = {
  id: string
  conversation_id: string
  parent_id: string | null
  role: 'user' | 'assistant'
  content: string
  status: Status
  error: ReplyError | null
  model: string | null
  epoch: number
  /** UTF-16 units of `content`. */
  length: number
  token_count: number | null
  finish_reason: FinishReason
  citations: Citation[]
  feedback: Feedback | null
  /** All messages with the same parent, itself included, oldest first. */
  sibling_ids: string[]
  /** The conversation's revision when this row last changed. */
  rev: number
  created_at: Time
  finished_at: Time | null
}

/** What the person who asked thinks of a reply. */
export type Feedback = { rating: 'up' | 'down'; comment: string | null }

/** What a message that was accepted answers with: itself, and the reply that comes. */
export type Exchange = { message: Message; reply: Message }

export type Page<T> = { items: T[]; next_cursor: string | null }

export type Model = {
  id: string
  name: string
  default: boolean
  /** Tokens. */
  context_window: number
  /** The built-in model that needs no provider. */
  demo: boolean
}
