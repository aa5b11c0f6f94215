import { createHash } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../lib/clock.ts'
import { newId } from '../lib/id.ts'
import { commitLazily } from '../store/dialect.ts'
import {
  deleteVersion,
  findDocument,
  findVersion,
  flipDocument,
  hideDocument,
  holdDocument,
  insertPlaces,
  insertVersion,
  listVersions,
  type VersionKey,
} from '../store/documents.ts'
import { insertJob } from '../store/jobs.ts'
import type { Store } from '../store/open.ts'
import { insertChunks, listChunks, type NewChunk } from '../store/postings.ts'
import type { DocumentRow, Trx } from '../store/tables.ts'
import type { Bring } from './bring.ts'
import { clearDocument, clearPlaces } from './clear.ts'
import type { Embedding } from './embed.ts'
import { JobStopped } from './job-stopped.ts'
import type { JobWork, Running } from './job-work.ts'
import type { Learned, LearnedChunk } from './learned.ts'
import type { RemovePayload } from './payload.ts'
import type { Pieces } from './pieces.ts'
import { TOKENISER } from './tokenise.ts'

type Parts = {
  store: Store
  pieces: Pieces
  bring: Bring
  clock: Clock
  /** Gives the chunks of a document their vectors, those that have none; undefined where words alone find them. */
  embed: Embedding['embedDocument'] | undefined
}

const CHUNKS = { first: 4, most: 60 }
const PLACES = { first: 50, most: 500 }
/** So many are written within a piece, with all that belongs to them. */
const FEW_CHUNKS = 8
/** Looked at between two turns of the event loop. */
const AT_A_TIME = 2_000

/**
 * Reads a source and makes it found. The new version is laid down in pieces beside the one that can be found; one
 * update then puts it in the other's place, and what only the old one had is cleared away. Chunks that both have stay
 * as they are. The same text again writes nothing.
 */
export function createIngest({ store, pieces, bring, clock, embed }: Parts): JobWork {
  const clearing = (running: Running, document: DocumentRow) => ({
    store,
    pieces,
    hold: (trx: Trx) => hold(running, document, trx).then(() => {}),
  })

  const learn = async (running: Running, document: DocumentRow, learned: Learned): Promise<void> => {
    // What another tokeniser has indexed is not the same any more.
    const hash = createHash('sha256').update(`${TOKENISER}\n`).update(learned.text).digest('hex')
    const found = await findVersion(store.db, document.id, document.version)
    // Passages are found by the title too.
    if (found?.hash !== hash || found.title !== learned.title) await relearn(running, document, learned, hash)
  }

  const relearn = async (running: Running, document: DocumentRow, learned: Learned, hash: string): Promise<void> => {
    const version: VersionKey = {
      document_id: document.id,
      version: running.row.generation,
      title: learned.title,
      media_type: learned.mediaType,
      hash,
      chunk_count: learned.chunks.length,
      token_total: await countTokens(learned.chunks),
    }
    running.progress('indexing', 0, learned.chunks.length)
    const versions = await listVersions(store.db, document.id)
    // Of a worker that died over it. What it has laid down of the same chunks is of use.
    if (versions.includes(version.version)) await clearPlaces(clearing(running, document), document.id, version.version)
    const ids = await knownChunks(store, document.id)
    const laid = { running, document, version, learned, ids }
    if (learned.chunks.length <= FEW_CHUNKS) return layAtOnce(laid)
    await store.write(async trx => {
      await hold(running, document, trx)
      await layVersion(trx, laid)
    })
    await layInPieces(laid)
    await store.write(async trx => flipDocument(trx, await hold(running, document, trx), version))
  }

  /** What fits into one piece: the rows are the same, and are seen at the same moment. */
  const layAtOnce = (laid: Laid): Promise<void> =>
    store.write(async trx => {
      const { running, document, version, learned } = laid
      await commitLazily(trx)
      const held = await hold(running, document, trx)
      await layVersion(trx, laid)
      // Where the transaction is run again, none of these is there.
      const ids = new Map(laid.ids)
      await layChunks(trx, { ...laid, ids }, freshChunks(learned, ids))
      await layPlaces(trx, { ...laid, ids }, learned.chunks, 0)
      await flipDocument(trx, held, version)
    })

  /** The row of the version comes first, and goes last: it tells that there may be more. */
  const layVersion = async (trx: Trx, { document, version, learned }: Laid): Promise<void> => {
    await deleteVersion(trx, document.id, version.version)
    await insertVersion(trx, { ...version, text: learned.text, created_at: clock.now() })
  }

  const layInPieces = async (laid: Laid): Promise<void> => {
    const { running, document, learned, ids } = laid
    const fresh = freshChunks(learned, ids)
    const old = learned.chunks.length - fresh.length
    await pieces.each(fresh, CHUNKS, async (trx, some, done) => {
      running.signal.throwIfAborted()
      await hold(running, document, trx)
      await layChunks(trx, laid, some)
      running.progress('indexing', old + done + some.length, learned.chunks.length)
    })
    await pieces.each(learned.chunks, PLACES, async (trx, some, done) => {
      running.signal.throwIfAborted()
      await hold(running, document, trx)
      await layPlaces(trx, laid, some, done)
    })
  }

  return {
    async run(running) {
      const document = await current(store, running)
      if (!document) throw new JobStopped('cancelled')
      const source = await bring.source(running)
      if (!source) return drop(store, running, document)
      const brought = await bring.read(running, document.version > 0 ? source : undefined)
      if (brought) {
        await learn(running, document, brought.learned)
        await bring.keep(running, brought)
      }
      const { version } = (await current(store, running)) ?? document
      await clearDocument(clearing(running, document), document, version)
      await embed?.(document.id, running.signal, (done, total) => running.progress('embedding', done, total))
    },
    async undo(running) {
      const document = await current(store, running)
      // Deleted, it is cleared away by who deleted it; and newer content clears away what it does not need.
      if (!document) return false
      await clearDocument(clearing(running, document), document, document.version)
      return document.version === running.row.generation
    },
  }
}

/** A version that is being laid down. `ids`: of the chunks that are there, by their hash. */
type Laid = {
  running: Running
  document: DocumentRow
  version: VersionKey
  learned: Learned
  ids: Map<string, number>
}

function freshChunks({ chunks }: Learned, ids: ReadonlyMap<string, number>): LearnedChunk[] {
  return [...new Map(chunks.filter(({ hash }) => !ids.has(hash)).map(chunk => [chunk.hash, chunk])).values()]
}

async function layChunks(trx: Trx, { document, learned, ids }: Laid, some: readonly LearnedChunk[]): Promise<void> {
  const placed = { documentId: document.id, libraryId: document.library_id }
  const rows = some.map(chunk => newChunk(chunk, learned.text))
  if (rows.length > 0) for (const [hash, id] of await insertChunks(trx, placed, rows)) ids.set(hash, id)
}

/** `from`: which of the document's places the first is. */
async function layPlaces(trx: Trx, laid: Laid, some: readonly LearnedChunk[], from: number): Promise<void> {
  const { document, version, ids } = laid
  const places = some.map(({ hash, start, end, page, headingPath }, n) => ({
    n: from + n,
    chunk_id: ids.get(hash) ?? 0,
    start_at: start,
    end_at: end,
    page,
    heading_path: JSON.stringify(headingPath),
  }))
  await insertPlaces(trx, { document_id: document.id, version: version.version, places })
}

/** The document, while the job is about what it is to be. */
async function current({ db }: Store, { row }: Running): Promise<DocumentRow | undefined> {
  const document = await findDocument(db, row.source_id ?? '')
  return document && isCurrent(document, row.generation) ? document : undefined
}

/** Deleted, or given newer content, it takes nothing more from this job, however late it comes. */
async function hold(running: Running, { id }: DocumentRow, trx: Trx): Promise<DocumentRow> {
  await running.hold(trx)
  const document = await holdDocument(trx, id)
  if (!document || !isCurrent(document, running.row.generation)) throw new JobStopped('cancelled')
  return document
}

function isCurrent(document: DocumentRow, generation: number): boolean {
  return document.deleted_at === null && document.generation === generation
}

/** Its source went while it was being asked for: what went with the source did not have it yet. */
async function drop(store: Store, { row, hold: holds }: Running, document: DocumentRow): Promise<never> {
  const payload = { type: 'source', sourceId: document.source_id, file: null } satisfies RemovePayload
  const job = { id: newId(), kind: 'remove_files', user_id: row.user_id, source_id: document.source_id } as const
  await store.write(async trx => {
    await holds(trx)
    if (await hideDocument(trx, document.id, store.now))
      await insertJob(trx, { ...job, generation: 0, payload: JSON.stringify(payload) }, store.now)
  })
  throw new JobStopped('cancelled')
}

async function knownChunks({ db }: Store, documentId: string): Promise<Map<string, number>> {
  const ids = new Map<string, number>()
  for (let after = ''; ;) {
    const some = await listChunks(db, documentId, AT_A_TIME, after)
    for (const { hash, id } of some) ids.set(hash, id)
    const last = some.at(-1)
    if (!last) return ids
    after = last.hash
  }
}

function newChunk({ start, end, hash, terms }: LearnedChunk, text: string): NewChunk {
  return { hash, terms, token_count: tokensOf(terms), text: text.slice(start, end) }
}

async function countTokens(chunks: readonly LearnedChunk[]): Promise<number> {
  let total = 0
  for (let at = 0; at < chunks.length; at += AT_A_TIME) {
    for (const { terms } of chunks.slice(at, at + AT_A_TIME)) total += tokensOf(terms)
    await turn()
  }
  return total
}

function tokensOf(terms: LearnedChunk['terms']): number {
  return terms.reduce((sum, [, tf]) => sum + tf, 0)
}
