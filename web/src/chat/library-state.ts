import type { Bot, JobEvent, Source } from '@folio/protocol'
import type { Failure } from './failure.ts'

/** Something of which the server has more than is known here. */
export type Listing = {
  status: 'loading' | 'ready' | 'missing' | 'failed'
  /** Names the page behind the last one; null where there is none. */
  older: string | null
  failure: Failure | null
}

/**
 * A file on its way. `cut`: the page was closed before it had arrived. `known`: the same content was there already.
 * `done`: from here on its source tells how it goes on.
 */
export type UploadState = 'waiting' | 'uploading' | 'handing over' | 'done' | 'known' | 'refused' | 'cut'

export type UploadItem = {
  id: string
  /** Where it was dropped; null for a page of documents. */
  conversation: string | null
  /** Null until it is known whose it will be. */
  botId: string | null
  name: string
  /** Bytes, and how many of them are with the server. */
  size: number
  sent: number
  state: UploadState
  /** When it is with the server. */
  fileId: string | null
  sourceId: string | null
  failure: Failure | null
}

export type LibraryState = {
  bots: Record<string, Bot>
  botList: Listing
  /** Bots that were asked for and are not there. */
  missingBots: Record<string, Listing>
  sources: Record<string, Source>
  /** By bot. */
  shelves: Record<string, Listing>
  uploads: UploadItem[]
  /** Why something that was asked of a source did not happen. */
  faults: Record<string, Failure>
}

export type LibraryAction =
  | { type: 'bots'; items: Bot[]; older: string | null }
  | { type: 'bots failed'; failure: Failure }
  | { type: 'bot'; bot: Bot }
  | { type: 'bot failed'; id: string; failure: Failure }
  | { type: 'bot deleted'; id: string }
  | { type: 'shelf loading'; botId: string }
  /** `known`: of the newest page, what was known of before it was asked for. Undefined for a page behind it. */
  | { type: 'shelf'; botId: string; items: Source[]; older: string | null; known?: string[] }
  | { type: 'shelf failed'; botId: string; failure: Failure }
  | { type: 'source'; source: Source }
  | { type: 'source gone'; id: string }
  | { type: 'job'; event: JobEvent }
  | { type: 'upload'; item: UploadItem }
  | { type: 'upload changed'; id: string; change: Partial<UploadItem> }
  | { type: 'upload dropped'; id: string }
  | { type: 'fault'; id: string; failure: Failure | null }

export const LOADING: Listing = { status: 'loading', older: null, failure: null }

export const EMPTY_LIBRARY: LibraryState = {
  bots: {},
  botList: LOADING,
  missingBots: {},
  sources: {},
  shelves: {},
  uploads: [],
  faults: {},
}
