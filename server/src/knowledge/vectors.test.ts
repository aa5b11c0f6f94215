import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { embed } from '../../../bench/model/embeddings.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { ModelFailure, type Embedder } from '../model/model.ts'
import { findActiveSpace, insertEmbeddings, listEmbedded } from '../store/embeddings.ts'
import { insertLibrary } from '../store/libraries.ts'
import type { Store } from '../store/open.ts'
import { deleteChunks } from '../store/postings.ts'
import { KINDS, type TestDatabase } from '../store/testing/databases.ts'
import { createEmbedding } from './embed.ts'
import { createVectorCache } from './vector-cache.ts'

const never = new AbortController().signal
const quiet = () => {}

/** Notes what it is asked, and does not know the models in `gone`. */
function createEmbedder(model: string) {
  const asked: string[] = []
  const gone = new Set<string>()
  const embedder: Embedder = {
    model,
    async embed(named, texts) {
      if (gone.has(named)) throw new ModelFailure('provider_error', 'The model is away.')
      asked.push(...texts.map(text => `${named}: ${text}`))
      return embed(named, texts).map(vector => new Float32Array(vector))
    },
  }
  return { embedder, asked, gone }
}

for (const { kind, missing, makeDatabase } of KINDS) {
  describe.skipIf(missing)(`vectors on ${kind}`, () => {
    let database: TestDatabase
    let store: Store
    let libraryId: number
    beforeEach(async () => {
      database = await makeDatabase()
      store = database.open()
      libraryId =
        (await store.write(trx => insertLibrary(trx, { id: 'a-bot', owner_id: 'ana', is_default: 0 })))?.id ?? 0
    })
    afterEach(() => database.remove())

    const learn = (documentId: string, ...texts: string[]) =>
      store.write(async trx => {
        const state = {
          source_id: `s-${documentId}`,
          library_id: libraryId,
          generation: 1,
          version: 1,
          deleted_at: null,
        }
        await trx
          .insertInto('documents')
          .values({ id: documentId, ...state })
          .execute()
        for (const text of texts)
          await trx
            .insertInto('chunks')
            .values({ document_id: documentId, hash: text, token_count: 1, text, terms: '' })
            .execute()
      })
    const textsOf = async (ids: readonly number[]) => {
      const rows = await store.db.selectFrom('chunks').select(['id', 'text']).execute()
      return ids.map(id => rows.find(row => row.id === id)?.text)
    }
    const open = (model: string) => {
      const made = createEmbedder(model)
      return { ...made, embedding: createEmbedding({ store, embedder: made.embedder, clock }) }
    }
    const find = async (cache: ReturnType<typeof createVectorCache>, text: string, limit = 1) => {
      const space = await findActiveSpace(store.db)
      if (!space) throw new Error('there is no space')
      const query = new Float32Array(embed(space.model, [text])[0] ?? [])
      const { near } = await cache.nearest({ spaceId: space.id, libraryId, query, limit })
      return textsOf(near.map(({ id }) => id))
    }

    it('are made once for each chunk, and found by what they mean, also those that come and go', async () => {
      const { embedding, asked } = open('embed-64-one')
      const cache = createVectorCache(store.db)
      expect(await embedding.openSpace()).toBeUndefined()
      await learn('a', 'cats sleep all day', 'income tax forms')
      await embedding.embedDocument('a', never, quiet)
      expect(await find(cache, 'when do cats sleep')).toEqual(['cats sleep all day'])
      await embedding.embedDocument('a', never, quiet)
      expect(asked).toHaveLength(2)
      await learn('b', 'when do cats sleep')
      await embedding.embedDocument('b', never, quiet)
      expect(await find(cache, 'when do cats sleep')).toEqual(['when do cats sleep'])
      await store.write(async trx => {
        await trx.deleteFrom('embeddings').where('chunk_id', '=', 3).execute()
        await trx.updateTable('libraries').set({ rev: 99 }).execute()
      })
      expect(await find(cache, 'when do cats sleep')).toEqual(['cats sleep all day'])
    })

    it('of another model are built beside, and used from one moment to the next', async () => {
      const old = open('embed-64-old')
      await old.embedding.openSpace()
      await learn('a', ...Array.from({ length: 70 }, (_, n) => `sentence number ${n}`))
      await old.embedding.embedDocument('a', never, quiet)
      const before = await findActiveSpace(store.db)
      const next = open('embed-32-next')
      const { spaceId = 0 } = (await next.embedding.openSpace()) ?? {}
      const cache = createVectorCache(store.db)
      const seen: string[] = []
      await next.embedding.buildSpace(spaceId, never, async (done, total) => {
        expect(total).toBe(70)
        seen.push(`${done} ${(await findActiveSpace(store.db))?.model}`)
        expect(await find(cache, 'sentence number 42')).toEqual(['sentence number 42'])
        if (done === 64) {
          // What is learned meanwhile is found in both.
          await learn('b', 'something new')
          await next.embedding.embedDocument('b', never, quiet)
          expect(await find(cache, 'something new')).toEqual(['something new'])
        }
      })
      expect(seen).toEqual(['32 embed-64-old', '64 embed-64-old', '70 embed-64-old'])
      expect((await findActiveSpace(store.db))?.model).toBe('embed-32-next')
      expect(await find(cache, 'sentence number 42')).toEqual(['sentence number 42'])
      expect(await find(cache, 'something new')).toEqual(['something new'])
      expect(await listEmbedded(store.db, spaceId, libraryId)).toHaveLength(71)
      expect(await listEmbedded(store.db, before?.id ?? 0, libraryId)).toEqual([])
      expect(await next.embedding.openSpace()).toBeUndefined()
    })

    it('of a model that is gone are missed by nobody, of the one that comes they are', async () => {
      const old = open('embed-64-old')
      await old.embedding.openSpace()
      const next = open('embed-64-next')
      expect(await next.embedding.openSpace()).toEqual({ spaceId: 2 })
      next.gone.add('embed-64-old')
      await learn('a', 'cats sleep all day')
      await next.embedding.embedDocument('a', never, quiet)
      expect(next.asked).toEqual(['embed-64-next: cats sleep all day'])
      await learn('b', 'income tax forms')
      next.gone.add('embed-64-next')
      const failed = next.embedding.embedDocument('b', never, quiet)
      await expect(failed).rejects.toMatchObject({ code: 'embeddings_failed', passing: true })
    })

    it('of a model that another was set instead of are not built any more', async () => {
      await open('embed-64-old').embedding.openSpace()
      await learn('a', 'cats sleep all day')
      const meant = (await open('embed-64-meant').embedding.openSpace()) ?? { spaceId: 0 }
      const next = open('embed-64-next')
      const { spaceId } = (await next.embedding.openSpace()) ?? { spaceId: 0 }
      // The job of the first change is still to be done.
      for (const id of [meant.spaceId, spaceId]) await next.embedding.buildSpace(id, never, quiet)
      expect((await findActiveSpace(store.db))?.model).toBe('embed-64-next')
      expect(next.asked).toEqual(['embed-64-next: cats sleep all day'])
    })

    it('that are missing are found among many that are there', async () => {
      const { embedding, asked } = open('embed-64-one')
      await embedding.openSpace()
      await learn('a', 'the first')
      await embedding.embedDocument('a', never, quiet)
      await learn('b', 'far behind')
      await store.write(trx => trx.updateTable('chunks').set({ id: 9_000 }).where('document_id', '=', 'b').execute())
      const { spaceId } = (await embedding.openSpace()) ?? { spaceId: 0 }
      await embedding.buildSpace(spaceId, never, quiet)
      expect(asked).toEqual(['embed-64-one: the first', 'embed-64-one: far behind'])
      expect(await embedding.openSpace()).toBeUndefined()
    })

    it('of what was cleared away are not looked at any more, nor kept', async () => {
      const { embedding } = open('embed-64-one')
      await embedding.openSpace()
      await learn('a', 'cats sleep all day')
      await learn('b', 'income tax forms')
      for (const id of ['a', 'b']) await embedding.embedDocument(id, never, quiet)
      const cache = createVectorCache(store.db)
      expect(await find(cache, 'when do cats sleep')).toEqual(['cats sleep all day'])
      const [cats] = await store.db.selectFrom('chunks').selectAll().where('document_id', '=', 'a').execute()
      await store.write(trx => deleteChunks(trx, libraryId, cats ? [cats] : []))
      expect(await find(cache, 'when do cats sleep', 2)).toEqual(['income tax forms'])
    })

    it('that come while their chunk is being cleared away leave nothing behind', async () => {
      const { embedding } = open('embed-64-one')
      await embedding.openSpace()
      await learn('a', 'cats sleep all day')
      const chunk = await store.db.selectFrom('chunks').selectAll().executeTakeFirstOrThrow()
      let inserting: Promise<void> | undefined
      await store.write(async trx => {
        await deleteChunks(trx, libraryId, [chunk])
        const row = { library_id: libraryId, chunk_id: chunk.id, vector: new Uint8Array(256) }
        inserting = store.write(other => insertEmbeddings(other, { id: 1 }, [row]))
        // It has to wait: if it does not, this is time enough.
        await Promise.race([inserting, sleep(200)])
      })
      await inserting
      expect(await store.db.selectFrom('embeddings').select('chunk_id').execute()).toEqual([])
    })

    it('of what was deleted in the meantime leave nothing behind', async () => {
      const { embedder } = createEmbedder('embed-64-one')
      const deleting: Embedder = {
        ...embedder,
        async embed(...asked) {
          await store.write(trx => trx.updateTable('documents').set({ deleted_at: 1 }).execute())
          return embedder.embed(...asked)
        },
      }
      const embedding = createEmbedding({ store, embedder: deleting, clock })
      await embedding.openSpace()
      await learn('a', 'cats sleep all day')
      await embedding.embedDocument('a', never, quiet)
      expect(await store.db.selectFrom('embeddings').select('chunk_id').execute()).toEqual([])
    })
  })
}
