import type { JobRow } from '../store/tables.ts'

/** A file in the store, and its row in the catalog. */
export type StoredFile = { id: string; key: string }

/** What a bot knew; null: nothing. */
export type LibraryOf = { botId: string; libraryId: number | null }

/** `title`: as whoever asked wants it called; null: as it calls itself. */
export type IngestPayload = { title: string | null } &
  /** `mediaType`: of what the text was read from, somewhere else. */
  (
    | { type: 'text'; text: string; name: string; mediaType?: string | undefined }
    | { type: 'url'; url: string }
    | { type: 'file'; key: string; name: string; mediaType: string }
  )

export type RemovePayload =
  | { type: 'source'; sourceId: string; file: StoredFile | null }
  /** All that a bot knew. */
  | ({ type: 'library' } & LibraryOf)
  /** What is left of somebody whose account is gone. `libraries`: noted before the first of the bots goes. */
  | { type: 'user'; userId: string; libraries?: readonly LibraryOf[] }
  /** A file whose source has another now. */
  | { type: 'file'; file: StoredFile }

/** Which space is to be built. */
export type EmbedPayload = { spaceId: number }

/** Written here alone, so it is what its kind says. */
export function payloadOf<Payload extends IngestPayload | RemovePayload | EmbedPayload>({
  payload,
}: Pick<JobRow, 'payload'>): Payload {
  return JSON.parse(payload) as Payload
}
