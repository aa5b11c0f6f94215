import type { Message, Time } from './resources.ts'

/** A piece of a text around what was found in it; each mark is a range of its UTF-16 units. */
export type Snippet = { text: string; marks: [start: number, end: number][] }

/** A message in which all words of a question stand, or a conversation whose title has them. */
export type SearchItem = {
  kind: 'message' | 'title'
  conversation_id: string
  conversation_title: string
  /** Null where the title was found. */
  message_id: string | null
  role: Message['role'] | null
  snippet: Snippet
  archived: boolean
  /** Of the message, or of the conversation: the newest is found first. */
  created_at: Time
}
