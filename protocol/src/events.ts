import type { ReplyData } from './address.ts'
import type { ErrorCode } from './errors.ts'
import type { Citation, JobEvent } from './knowledge.ts'
import type { End, FinishReason, Message, ReplyError } from './resources.ts'

/** The end mark, the last part of a reply that has ended; behind it text goes on only after Continue. */
export type EndMark = {
  type: 'end'
  status: End
  finish_reason: FinishReason
  error: ReplyError | null
  token_count: number | null
}

export type ConnectedEvent = { connection_id: string; session_id?: string; pod_id: string }

/** A message was accepted; `message: null`: of a reply that has ended, something else has changed. */
export type MessageEvent = { message: Message | null; reply: Message }

/** Carries text (`chunk`) or one datum (`part`, with an empty `chunk`), so that no address passes what a reader was not given. */
export type ChunkEvent = {
  session_id: string
  message_id: string
  epoch: number
  at: number
  chunk: string
  part?: ReplyData
  /** Counts 0, 1, 2… on this connection and reply. */
  chunk_id: number
  is_final: boolean
}

export type MessageCompleteEvent = {
  message_id: string
  conversation_id: string
  status: End
  length: number
  token_count: number | null
  finish_reason: FinishReason
  citations: Citation[]
  error: ReplyError | null
}

export type ConversationEvent = {
  conversation_id: string
  /** The conversation's revision. */
  rev: number
  /** The user's revision, the cursor of the feed. */
  user_rev: number
  change: 'created' | 'changed' | 'deleted'
  title?: string
  pinned?: boolean
  archived?: boolean
  replying?: boolean
  head_message_id?: string | null
  updated_at?: string
}

/** The names and bodies are the same over SSE (`event:` and `data:`) and WebSocket (`{type, …data}`). */
export type Events = {
  connected: ConnectedEvent
  message: MessageEvent
  chunk: ChunkEvent
  message_complete: MessageCompleteEvent
  conversation: ConversationEvent
  job: JobEvent
  ping: { timestamp: string }
  reconnect: { reason: string }
}
export type EventName = keyof Events

/** What a client says over the WebSocket. Each may carry `ref`, which comes back in the `ack` or `error`. */
export type ClientFrame = { ref?: string } & (
  | { type: 'auth'; token: string; after?: number }
  | { type: 'resume'; after: number }
  | {
      type: 'send'
      conversation_id?: string
      id: string
      reply_id?: string
      content: string
      parent_id?: string | null
      model?: string
    }
  | { type: 'follow'; message_id: string; after?: string }
  | { type: 'unfollow'; message_id: string }
  | { type: 'stop'; message_id: string }
)

export type AckFrame = { type: 'ack'; ref?: string; replayed?: boolean; message?: Message; reply?: Message }
export type ErrorFrame = { type: 'error'; ref?: string; code: ErrorCode; detail: string }
export type ServerFrame =
  | AckFrame
  | ErrorFrame
  | { [Name in EventName]: { type: Name; id?: string } & Events[Name] }[EventName]

/** Why a WebSocket was closed. */
export const CLOSE = {
  credentials: 4401,
  noAuthInTime: 4408,
  tooLarge: 4413,
  tooMany: 4429,
  leaving: 1012,
  tryLater: 1013,
} as const

export const SUBPROTOCOL = 'folio.v1'
