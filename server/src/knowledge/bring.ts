import { buffer } from 'node:stream/consumers'
import { FileMissing, type Files } from '../files/files.ts'
import type { Clock } from '../lib/clock.ts'
import type { SourceRow } from '../store/catalog-tables.ts'
import type { Catalog } from '../store/catalog.ts'
import { findSource, updateSource } from '../store/sources.ts'
import { JobFailure } from './failure.ts'
import type { Running } from './job-work.ts'
import type { Learned, Raw } from './learned.ts'
import { payloadOf, type IngestPayload } from './payload.ts'
import type { Reader } from './reader.ts'

/** Fetches for people: never what is not for everybody. Rejects with `JobFailure`, or the signal's reason. */
export type FetchPage = (
  url: string,
  given: { etag: string | null; lastModified: string | null; signal: AbortSignal },
) => Promise<
  { kind: 'unchanged' } | { kind: 'page'; raw: Raw; url: string; etag: string | null; lastModified: string | null }
>

/** A page, as its site says that it was: to ask next time whether it has changed. */
type Fetched = { bytes: number; etag: string | null; lastModified: string | null }
type Brought = { learned: Learned; fetched: Fetched | undefined }

export type Bring = ReturnType<typeof createBring>
type Parts = { catalog: Catalog; files: Files; fetchPage: FetchPage; reader: Reader; clock: Clock }

/** Brings what a job is to learn, from wherever it is, and has it read. */
export function createBring({ catalog, files, fetchPage, reader, clock }: Parts) {
  /** `source`: where it has been read before, and can be left as it is. */
  const fetched = async ({ signal }: Running, url: string, source: SourceRow | undefined) => {
    return fetchPage(url, { etag: source?.etag ?? null, lastModified: source?.last_modified ?? null, signal })
  }
  const stored = async (payload: IngestPayload & { type: 'file' }): Promise<Raw> => {
    const { key, name, mediaType } = payload
    try {
      return { bytes: await buffer(await files.get(key)), name, mediaType }
    } catch (cause) {
      if (cause instanceof FileMissing)
        throw new JobFailure('file_missing', 'The file is not there any more.', { cause })
      throw cause
    }
  }

  return {
    /** What a job is to read belongs to this. Undefined where that was deleted before the job was there to be stopped. */
    source: ({ row }: Running): Promise<SourceRow | undefined> => findSource(catalog.db, row.source_id ?? ''),

    /**
     * `known`: where it has been read before, and can be left as it is. Undefined where its site says that nothing has
     * changed. Rejects with `JobFailure`, or the signal's reason.
     */
    async read(running: Running, known: SourceRow | undefined): Promise<Brought | undefined> {
      const payload = payloadOf<IngestPayload>(running.row)
      let raw: Raw
      let page: Fetched | undefined
      running.progress('fetching')
      if (payload.type === 'url') {
        const answer = await fetched(running, payload.url, known)
        if (answer.kind === 'unchanged') return undefined
        raw = answer.raw
        page = { bytes: raw.bytes.length, etag: answer.etag, lastModified: answer.lastModified }
      } else if (payload.type === 'file') raw = await stored(payload)
      else raw = { bytes: Buffer.from(payload.text), name: payload.name, mediaType: 'text/plain' }
      running.progress('reading', 0, raw.bytes.length)
      const learned = await reader.read({ ...raw, title: payload.title }, running.signal)
      const title = payload.title ?? learned.title
      const mediaType = (payload.type === 'text' && payload.mediaType) || learned.mediaType
      return { learned: { ...learned, title, mediaType }, fetched: page }
    },

    /** Tells the catalog what a source is called, and what its site said of the page. */
    async keep({ row }: Running, { learned, fetched: page }: Brought): Promise<void> {
      const source = await findSource(catalog.db, row.source_id ?? '')
      if (!source) return
      const { title } = learned
      const change = {
        ...(title !== '' && { title }),
        ...(page && { bytes: page.bytes, etag: page.etag, last_modified: page.lastModified }),
      }
      const asItIs = {
        title: source.title,
        bytes: source.bytes,
        etag: source.etag,
        last_modified: source.last_modified,
      }
      if (JSON.stringify({ ...asItIs, ...change }) === JSON.stringify(asItIs)) return
      await catalog.write(trx => updateSource(trx, source.id, { ...change, updated_at: clock.now() }))
    },
  }
}
