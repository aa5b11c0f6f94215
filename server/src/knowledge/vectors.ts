import { inTime } from '../lib/in-time.ts'
import { createThread, threadFile } from '../lib/thread.ts'
import type { Embedder } from '../model/model.ts'
import { findActiveSpace } from '../store/embeddings.ts'
import type { Store } from '../store/open.ts'
import type { NearestTask } from './vector-cache.ts'
import type { Nearest } from './vector-set.ts'

/** Finds by meaning: the chunks whose vectors are nearest to that of a question. */
export type Vectors = {
  /** Undefined where they cannot be asked, or not in time: words find without them. */
  nearest(libraryId: number, query: string, limit: number): Promise<Nearest | undefined>
  close(): Promise<void>
}

/** An answer waits for no longer. What is being loaded is loaded all the same, for the next question. */
const PATIENCE_MS = 2_000
/** Of a task in the thread: 100,000 vectors may have to be loaded first. */
const LIMIT_MS = 60_000
const MAX_WAITING = 200
/** Of a longer question models read the beginning alone. */
const MAX_CHARS = 8_000

type Parts = { store: Store; embedder: Embedder; onTrouble: (error: unknown) => void }

export function createVectors({ store: { db, engine }, embedder, onTrouble }: Parts): Vectors {
  const url = engine.kind === 'sqlite' ? `sqlite:${engine.path}` : engine.url
  const settings = { data: { url }, limitMs: LIMIT_MS, maxWaiting: MAX_WAITING }
  const thread = createThread<NearestTask, Nearest>(threadFile(import.meta.url, 'vector-thread'), settings)

  /** The question goes to the space that is active, by that space's own model. */
  const look = async (libraryId: number, text: string, limit: number): Promise<Nearest | undefined> => {
    const space = await findActiveSpace(db)
    if (!space) return undefined
    const [query] = await embedder.embed(space.model, [text], AbortSignal.timeout(PATIENCE_MS))
    return query && thread.ask({ spaceId: space.id, libraryId, query, limit })
  }

  return {
    nearest: (libraryId, query, limit) =>
      inTime(look(libraryId, query.slice(0, MAX_CHARS), limit), PATIENCE_MS, () => {}).catch((error: unknown) => {
        onTrouble(error)
        return undefined
      }),
    close: thread.close,
  }
}
