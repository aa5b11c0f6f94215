import type { CitationPart } from './knowledge.ts'
import type { End, Time } from './resources.ts'

/** UTF-16 units of what is shared at once, as JSON; a longer conversation cannot be shared whole. */
export const MAX_SHARE_CHARS = 4_000_000
/** Links that one person may have at a time. */
export const MAX_SHARES = 1_000

/** A conversation as it was when it was shared, behind a link that nobody can guess. What comes later is not in it. */
export type Share = {
  id: string
  /** Opens it, without any account, for as long as the share is there. */
  token: string
  /** Where its page is, on this server. */
  url: string
  conversation_id: string
  title: string
  created_at: Time
  /** How many are in it. */
  messages: number
}

/** What its link shows to everybody: nothing of whose it is, and no id that opens anything. */
export type SharedConversation = { title: string; created_at: Time; messages: SharedMessage[] }

export type SharedMessage = {
  role: 'user' | 'assistant'
  content: string
  /** Of a reply: how it ended. */
  status: End
  created_at: Time
  citations: SharedCitation[]
}

/** A citation with what stood around its quote when it was shared. */
export type SharedCitation = Pick<CitationPart, 'n' | 'title' | 'page' | 'heading_path' | 'quote'> & {
  /** UTF-16 units of the message's `content` that stand before it. */
  at: number
  before: string
  after: string
}
