import { fromBytes, listEmbedded, listVectors } from '../store/embeddings.ts'
import type { Db } from '../store/tables.ts'
import { createVectorSet, type Nearest, type VectorSet } from './vector-set.ts'

export type NearestTask = { spaceId: number; libraryId: number; query: Float32Array; limit: number }

export type VectorCache = {
  /** The nearest chunks of one library in one space, as the database has them now. Rejects where `query` is of another. */
  nearest(task: NearestTask): Promise<Nearest>
}

/** Kept in memory, all libraries together; the one that was asked longest ago goes first. */
const MAX_BYTES = 1_000_000_000
const LOADED_AT_ONCE = 500

type Kept = { set: VectorSet; rev: number }

/** Vectors of the libraries that are asked, brought up to date by what has come and gone since. */
export function createVectorCache(db: Db, maxBytes = MAX_BYTES): VectorCache {
  const kept = new Map<string, Promise<Kept>>()

  const refresh = async (spaceId: number, libraryId: number, dimension: number, known?: Kept): Promise<Kept> => {
    const { rev } = (await db.selectFrom('libraries').select('rev').where('id', '=', libraryId).executeTakeFirst()) ?? {
      rev: 0,
    }
    if (known?.rev === rev) return known
    const set = known?.set ?? createVectorSet(dimension)
    const there = new Set(await listEmbedded(db, spaceId, libraryId))
    for (const id of set.ids()) if (!there.has(id)) set.remove(id)
    const missing = [...there].filter(id => !set.has(id))
    for (let at = 0; at < missing.length; at += LOADED_AT_ONCE) {
      const chunkIds = missing.slice(at, at + LOADED_AT_ONCE)
      for (const row of await listVectors(db, { spaceId, libraryId, chunkIds }))
        set.add(row.chunk_id, fromBytes(row.vector))
    }
    return { set, rev }
  }
  /** One after the other for each library: who comes meanwhile waits for the same. */
  const open = (spaceId: number, libraryId: number, dimension: number): Promise<Kept> => {
    const key = `${spaceId} ${libraryId}`
    const before = kept.get(key)
    const opened = (before ?? Promise.resolve(undefined)).then(known => refresh(spaceId, libraryId, dimension, known))
    // Behind all others: it was asked last.
    kept.delete(key)
    kept.set(key, opened)
    opened.catch(() => kept.get(key) === opened && kept.delete(key))
    return opened
  }
  const makeRoom = async () => {
    let bytes = 0
    for (const [key, one] of [...kept].reverse()) {
      bytes += (await one).set.bytes
      if (bytes > maxBytes) kept.delete(key)
    }
  }

  return {
    async nearest({ spaceId, libraryId, query, limit }) {
      const { set } = await open(spaceId, libraryId, query.length)
      const nearest = set.nearest(query, limit)
      // What is being loaded is waited for behind the answer.
      void makeRoom().catch(() => {})
      return nearest
    },
  }
}
