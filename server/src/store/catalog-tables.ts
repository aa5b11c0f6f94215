import type { SourceType } from '@folio/protocol'
import type { Kysely, Transaction } from 'kysely'

/** What another application may own: no query joins these with the tables of the chat. Times are integer milliseconds. */

export type OrganisationRow = { id: string; name: string; created_at: number }

export type BotRow = {
  id: string
  owner_id: string
  /** All of that organisation may use it; its admins may change it. */
  org_id: string | null
  name: string
  system_prompt: string | null
  model: string | null
  temperature: number | null
  /** What it says where its documents say nothing; null: it answers all the same. */
  refusal_text: string | null
  /** Of its owner: what belongs to no other bot belongs to this one. */
  is_default: 0 | 1
  created_at: number
  updated_at: number
}

export type FileRow = {
  id: string
  owner_id: string
  /** As the person called it: shown, never opened. */
  name: string
  /** Bytes. */
  size: number
  media_type: string
  /** In hex; empty while its bytes are still coming. */
  sha256: string
  /** The name it is stored by: made here, by chance. */
  storage_key: string
  created_at: number
}

export type SourceRow = {
  id: string
  bot_id: string
  owner_id: string
  type: SourceType
  title: string
  url: string | null
  file_id: string | null
  /** The same content of one bot has the same key: `url:…`, or `sha256:…`. Of one that is not queued yet: `asked:…`. */
  content_key: string
  /** Of the content, as it came. */
  bytes: number
  etag: string | null
  last_modified: string | null
  created_at: number
  updated_at: number
}

export type CatalogTables = {
  organisations: OrganisationRow
  bots: BotRow
  files: FileRow
  sources: SourceRow
}

/** Reads take `CatalogDb`; writes take `CatalogTrx`. */
export type CatalogDb = Kysely<CatalogTables>
export type CatalogTrx = Transaction<CatalogTables>
