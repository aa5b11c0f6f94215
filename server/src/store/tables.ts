import type { Generated, Kysely, Selectable, Transaction } from 'kysely'
import type { Feedback, FinishReason, JobKind, JobPhase, JobStatus, Role, Status, UserKind } from '@folio/protocol'

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
  /** Of who comes from an organisation's identity service: its issuer and subject there. */
  external_id: string | null
  /** As its last token said. */
  org_id: string | null
  role: Role | null
}

export type SessionRow = {
  id: string
  user_id: string
  /** Of the cookie that a client without credentials was given. */
  cookie_hash: string | null
  created_at: Time
  expires_at: Time
  ended_at: Time | null
  /** As its browser calls itself, in two words; null where that says nothing. */
  device: string | null
  /** When it was opened or renewed last: not with every request. */
  last_seen_at: Time
}

/** What a day has used of a model, of replies that may be deleted. */
export type UsageRow = {
  user_id: string
  /** `2026-11-21`, in UTC. */
  day: string
  model: string
  replies: number
  prompt_tokens: number
  completion_tokens: number
}

export type RefreshTokenRow = { hash: string; session_id: string; used_at: Time | null; expires_at: Time }

/** A session of a token from outside whose user is gone: the token opens no other one. */
export type EndedTokenRow = { session_id: string; expires_at: Time }

export type ConversationRow = {
  id: string
  user_id: string
  /** The client's own name for it, one per user. */
  name: string | null
  title: string
  /** Who has found it: the first words, a model, a person; null where there is none, or nobody knows. */
  title_from: TitleFrom | null
  model: string | null
  system_prompt: string | null
  pinned: Flag
  archived: Flag
  /** Whose documents it answers from. The bot may live in another database. */
  bot_id: string | null
  head_message_id: string | null
  rev: number
  user_rev: number
  created_at: Time
  updated_at: Time
}

export type TitleFrom = 'words' | 'model' | 'person'
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
  /** What the person who asked thinks of a reply. */
  rating: Feedback['rating'] | null
  comment: string | null
  /** The conversation's revision when that last changed: apart from `rev`, by which readers know what has ended. */
  rating_rev: number | null
}

/** Where the terms of a user's messages and titles are; a user who took in a guest has two. */
export type SearchShelfTable = { id: Generated<number>; user_id: string }

/** A message or a title that can be found. What it is found by is in `terms` on PostgreSQL, on SQLite in the index. */
export type SearchEntryTable = {
  id: Generated<number>
  shelf_id: number
  kind: 'message' | 'title'
  /** The message, or the conversation whose title it is. */
  of_id: string
  conversation_id: string
  at: Time
}

/** SQLite's: `terms` are only written. `rowid` is of the entry: `(at << 21) | (id & 2097151)`. */
export type SearchIndexRow = { rowid: number; terms: string }

/** A conversation from before there was a search: not all of it can be found yet. */
export type SearchBacklogRow = { conversation_id: string }

export type TombstoneRow = { id: string; user_id: string; user_rev: number; deleted_at: Time }

/** A conversation as it was when it was shared; its messages are in pieces. */
export type ShareRow = {
  id: string
  /** Opens it: kept as it is, so that its owner can be shown the link again. What it opens stands beside it. */
  token: string
  user_id: string
  conversation_id: string
  title: string
  /** How many. */
  messages: number
  created_at: Time
}

/** `messages`: JSON, an array. `n`: from 0. */
export type SharePieceRow = { share_id: string; n: number; messages: string }

/** Conversations on their way in: they belong to this user, whom nobody is, until each of them is whole. */
export type ImportRow = { id: string; user_id: string; at: Time }

export type TapeRow = { seq: number; reply_id: string; epoch: number; at: number; parts: string }

/** What a bot knows, and what BM25 needs of all of it: the number of its chunks and of their terms. */
export type LibraryTable = {
  id: Generated<number>
  bot_id: string
  /** Whose default bot that is: told here, so that who has no documents asks no other database. */
  default_of: Generated<string | null>
  chunk_count: Generated<number>
  token_total: Generated<number>
  /** Raised whenever what can be found changes. */
  rev: Generated<number>
}
export type LibraryRow = Selectable<LibraryTable>

/** One for each source. Only its `version` can be found; what has another is being made, or being cleared away. */
export type DocumentRow = {
  id: string
  source_id: string
  library_id: number
  /** Raised by each new content: a job of an older one may not commit. */
  generation: number
  /** The generation that can be found; 0: none yet. */
  version: number
  /** Nothing of it is found from then on; what is left is cleared away. */
  deleted_at: Time | null
}

export type DocumentVersionRow = {
  document_id: string
  version: number
  title: string
  media_type: string
  /** SHA-256 of the text, in hex. */
  hash: string
  chunk_count: number
  /** Terms of all chunks. */
  token_total: number
  created_at: Time
  /** Cleaned; offsets are UTF-16 units of it. */
  text: string
}

/** A piece of a document's text. The same text in a later version is the same chunk. */
export type ChunkTable = {
  id: Generated<number>
  document_id: string
  /** SHA-256 of the text, in hex. */
  hash: string
  /** Terms, each as often as it occurs. */
  token_count: number
  text: string
  /** Its different terms, with a space between: the postings that it has. */
  terms: string
}
export type ChunkRow = Selectable<ChunkTable>

/** Where a chunk stands in one version of its document: `text.slice(start_at, end_at)`. */
export type PlaceRow = {
  document_id: string
  version: number
  /** From 0. */
  n: number
  chunk_id: number
  start_at: number
  end_at: number
  /** From 1; null where there are no pages. */
  page: number | null
  /** JSON, the outermost heading first. */
  heading_path: string
}

export type PostingRow = {
  library_id: number
  term: string
  chunk_id: number
  /** How often the chunk has the term. */
  tf: number
  /** `token_count` of the chunk. */
  len: number
}

/** Vectors of one space can be compared with each other, and with no others. Questions go to the active one. */
export type EmbeddingSpaceTable = {
  id: Generated<number>
  model: string
  /** Known with its first vector. */
  dimension: number | null
  state: 'building' | 'active' | 'retired'
  created_at: Time
}

/** `vector`: float32, little endian, of length 1. */
export type EmbeddingRow = { space_id: number; library_id: number; chunk_id: number; vector: Uint8Array }

export type JobRow = {
  id: string
  kind: JobKind
  user_id: string
  source_id: string | null
  /** Of the document, when it was asked for. */
  generation: number
  /** JSON, by its kind. */
  payload: string
  status: JobStatus
  phase: JobPhase
  done: number
  total: number
  /** Counted before the work begins: what kills its worker does not go round for ever. */
  attempts: number
  /** JSON `{code, message}`. */
  error: string | null
  worker_id: string | null
  lease_until: Time | null
  cancel_requested: Flag
  /** Not before. */
  run_after: Time
  created_at: Time
  updated_at: Time
  finished_at: Time | null
}

export type Tables = {
  users: UserRow
  sessions: SessionRow
  refresh_tokens: RefreshTokenRow
  ended_tokens: EndedTokenRow
  usage_days: UsageRow
  conversations: ConversationRow
  messages: MessageRow
  search_shelves: SearchShelfTable
  search_entries: SearchEntryTable
  search_index: SearchIndexRow
  search_backlog: SearchBacklogRow
  tombstones: TombstoneRow
  shares: ShareRow
  share_pieces: SharePieceRow
  tape: TapeRow
  imports: ImportRow
  libraries: LibraryTable
  documents: DocumentRow
  document_versions: DocumentVersionRow
  chunks: ChunkTable
  places: PlaceRow
  postings: PostingRow
  embedding_spaces: EmbeddingSpaceTable
  embeddings: EmbeddingRow
  jobs: JobRow
}

/** Reads take `Db`; writes take `Trx`, so that a write outside a transaction does not compile. */
export type Db = Kysely<Tables>
export type Trx = Transaction<Tables>
