import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../lib/clock.ts'
import { ModelFailure, type Embedder } from '../model/model.ts'
import {
  activateSpace,
  countChunks,
  deleteRetired,
  findLastChunk,
  findSpace,
  insertEmbeddings,
  listBare,
  listBareOf,
  listLivingSpaces,
  openSpace,
  setDimension,
  toBytes,
  type Bare,
  type EmbeddingSpaceRow,
} from '../store/embeddings.ts'
import type { Store } from '../store/open.ts'
import type { Db } from '../store/tables.ts'
import { JobFailure } from './failure.ts'

/** Told after each batch: chunks that have got their vectors, and how many there are to get some. */
export type EmbedProgress = (done: number, total: number) => void | Promise<void>

export type Embedding = {
  /** Makes the configured model's space known. Answers it where it has to be built before questions can go to it. */
  openSpace(): Promise<{ spaceId: number } | undefined>
  /** Gives all chunks of a document vectors that have none. Rejects with a `JobFailure`, or the signal's reason. */
  embedDocument(documentId: string, signal: AbortSignal, onProgress: EmbedProgress): Promise<void>
  /** Gives all chunks vectors in this space, then lets questions go to it alone. Rejects with the same. */
  buildSpace(spaceId: number, signal: AbortSignal, onProgress: EmbedProgress): Promise<void>
}

/** Chunks of one call, and of one write: with 1,536 numbers each, 2 ms of SQLite's time. */
const BATCH = 32
/** Looked at between two turns of the event loop, where most have their vectors. */
const AT_A_TIME = 2_000
const PURGED_AT_ONCE = 200

export function createEmbedding({
  store,
  embedder,
  clock,
}: {
  store: Store
  embedder: Embedder
  clock: Clock
}): Embedding {
  const { db, write } = store

  const embed = async (space: EmbeddingSpaceRow, chunks: readonly Bare[], signal: AbortSignal) => {
    const texts = chunks.map(({ text }) => text)
    const vectors = await embedder.embed(space.model, texts, signal).catch(toJobFailure)
    const dimension = space.dimension ?? vectors[0]?.length ?? 0
    if (vectors.some(vector => vector.length !== dimension))
      throw new JobFailure('embeddings_failed', `${space.model} gives vectors of another length than before.`)
    const rows = chunks.map(({ id, libraryId }, n) => ({
      library_id: libraryId,
      chunk_id: id,
      vector: toBytes(vectors[n] ?? new Float32Array()),
    }))
    await write(async trx => {
      if (space.dimension === null) await setDimension(trx, space.id, dimension)
      await insertEmbeddings(trx, space, rows)
    })
    space.dimension = dimension
  }

  /** Batch after batch, until `next` has none. */
  const embedAll = async (
    space: EmbeddingSpaceRow,
    next: (after: number) => Promise<Bare[]>,
    { signal, onBatch }: { signal: AbortSignal; onBatch: (count: number) => void | Promise<void> },
  ) => {
    let after = 0
    for (let chunks = await next(after); chunks.length > 0; chunks = await next(after)) {
      signal.throwIfAborted()
      await embed(space, chunks, signal)
      after = chunks.at(-1)?.id ?? after
      await onBatch(chunks.length)
    }
  }

  return {
    async openSpace() {
      const space = await write(trx => openSpace(trx, embedder.model, clock.now()))
      const [bare] = await listNext(db, space.id, 0)
      return space.state === 'building' || bare ? { spaceId: space.id } : undefined
    },

    async embedDocument(documentId, signal, onProgress) {
      for (const space of await listLivingSpaces(db)) {
        const next = (after: number) => listBareOf(db, { spaceId: space.id, documentId, after, limit: BATCH })
        let done = 0
        const onBatch = (count: number) => onProgress((done += count), 0)
        await embedAll(space, next, { signal, onBatch }).catch(error => {
          // The model of the space that goes may be gone already; the one that comes holds all of it.
          if (space.model === embedder.model || signal.aborted) throw error
        })
      }
    },

    async buildSpace(spaceId, signal, onProgress) {
      const space = await findSpace(db, spaceId)
      // Of a model that another was set instead of meanwhile, nothing is built: it would retire that one.
      if (!space || space.state === 'retired' || space.model !== embedder.model) return
      const total = await countChunks(db)
      let done = 0
      const onBatch = (count: number) => onProgress(Math.min((done += count), total), total)
      const next = (after: number) => listNext(db, spaceId, after)
      await embedAll(space, next, { signal, onBatch })
      await write(trx => activateSpace(trx, spaceId))
      while (await write(trx => deleteRetired(trx, PURGED_AT_ONCE))) {
        signal.throwIfAborted()
        await new Promise<void>(resolve => void clock.setTimer(resolve, 2))
      }
    },
  }
}

/** What may pass is tried again by the job. */
function toJobFailure(error: unknown): never {
  if (!(error instanceof ModelFailure)) throw error
  throw new JobFailure('embeddings_failed', error.message, { cause: error, passing: error.code !== 'unknown_model' })
}

/** The next chunks of all that have none. */
async function listNext(db: Db, spaceId: number, after: number): Promise<Bare[]> {
  const last = await findLastChunk(db)
  for (let from = after; from < last; from += AT_A_TIME) {
    const chunks = await listBare(db, { spaceId, after: from, upTo: from + AT_A_TIME, limit: BATCH })
    if (chunks.length > 0) return chunks
    await turn()
  }
  return []
}
