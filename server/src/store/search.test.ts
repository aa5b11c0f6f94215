import { expect, test } from 'vitest'
import { listFoundPlaces, rankByTerms, type Wanted } from './search.ts'
import { addDocument, addLibrary } from './testing/chunks.ts'
import { onEachDatabase } from './testing/on-each-database.ts'

const wanted = (...terms: string[]): Wanted[] => terms.map(term => [term, 1, 1])

onEachDatabase(store => {
  const search = async (libraryId: number, terms: readonly Wanted[], count = 100) => {
    const ranked = await rankByTerms(store().db, { libraryId, wanted: terms, count })
    const places = await listFoundPlaces(
      store().db,
      libraryId,
      ranked.map(({ chunkId }) => chunkId),
    )
    const textOf = new Map(places.map(({ chunk_id, text }) => [chunk_id, text]))
    return ranked.map(chunk => ({ ...chunk, text: textOf.get(chunk.chunkId) }))
  }
  const texts = async (...asked: Parameters<typeof search>) => (await search(...asked)).map(({ text }) => text)

  test('scores are those of BM25, with the statistics of the library', async () => {
    const { id } = await addLibrary(store(), [['tea tea water', 'tea milk'], ['coffee water sugar cup']])
    const [first, second, ...others] = await search(id, wanted('tea'))
    // Two of three chunks have it; a chunk has 3 terms.
    const idf = Math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    const bm25 = (tf: number, length: number) => (idf * tf * 1.9) / (tf + 0.9 * (0.6 + (0.4 * length) / 3))
    expect(first?.text).toBe('tea tea water')
    expect(first?.score).toBeCloseTo(bm25(2, 3), 9)
    expect(second?.score).toBeCloseTo(bm25(1, 2), 9)
    expect(others).toEqual([])
  })

  test('a term counts as much as it weighs', async () => {
    const { id } = await addLibrary(store(), [['tea leaf', 'milk glass', 'sugar cup']])
    expect(
      await texts(id, [
        ['tea', 0.3, 0],
        ['milk', 1, 1],
      ]),
    ).toEqual(['milk glass', 'tea leaf'])
    expect(
      await texts(id, [
        ['tea', 1, 1],
        ['milk', 0.3, 0],
      ]),
    ).toEqual(['tea leaf', 'milk glass'])
  })

  test('how much of a question is covered says what it has of rare words', async () => {
    const { id } = await addLibrary(store(), [['tea leaf', 'tea water', 'tea milk']])
    const [best] = await search(id, wanted('tea', 'milk'))
    expect(best).toMatchObject({ text: 'tea milk', covered: 1 })
    const [half] = await search(id, wanted('milk', 'zebra'))
    expect(half?.covered).toBeGreaterThan(0.4)
    expect(half?.covered).toBeLessThan(0.5)
    expect(half?.matched).toBeCloseTo(1, 9)
    expect(await search(id, wanted('zebra'))).toEqual([])
    expect(await search(id, [])).toEqual([])
  })

  test('of equals, who came first is first', async () => {
    const { id } = await addLibrary(
      store(),
      Array.from({ length: 20 }, (_, n) => [`tea number x${n}y`]),
    )
    const found = await search(id, wanted('tea'))
    expect(found).toHaveLength(20)
    expect(found.map(({ chunkId }) => chunkId)).toEqual(found.map(({ chunkId }) => chunkId).sort((a, b) => a - b))
    expect((await search(id, wanted('tea'), 5)).map(({ chunkId }) => chunkId)).toEqual(
      found.slice(0, 5).map(({ chunkId }) => chunkId),
    )
  })

  test('a library finds its own alone', async () => {
    const [ana, ben] = [
      await addLibrary(store(), [['the secret of ana is tea']]),
      await addLibrary(store(), [['the secret of ben is milk']]),
    ]
    expect(await texts(ana.id, wanted('secret', 'ben', 'milk'))).toEqual(['the secret of ana is tea'])
    const [bens] = await search(ben.id, wanted('secret'))
    expect(await listFoundPlaces(store().db, ana.id, [bens?.chunkId ?? 0])).toEqual([])
    expect(await search(ana.id + 1_000, wanted('secret'))).toEqual([])
  })

  test('what is being written, was replaced or was deleted is not found', async () => {
    const { id, ids } = await addLibrary(store(), [['tea one'], ['tea two'], ['tea three']])
    const [unread = '', replaced = '', deleted = ''] = ids
    const set = (documentId: string, values: { version: number } | { deleted_at: number }) =>
      store().write(trx => trx.updateTable('documents').set(values).where('id', '=', documentId).execute())
    expect(await texts(id, wanted('tea'))).toHaveLength(3)
    await set(unread, { version: 0 })
    expect(await texts(id, wanted('tea'))).toEqual(['tea two', 'tea three'])
    await set(replaced, { version: 2 })
    expect(await texts(id, wanted('tea'))).toEqual(['tea three'])
    await set(deleted, { deleted_at: 1 })
    expect(await texts(id, wanted('tea'))).toEqual([])
  })

  test('what cannot be found any more does not stand in the way of what can', async () => {
    const many = Array.from({ length: 900 }, (_, n) => `tea tea tea x${n}y`)
    const { id, ids } = await addLibrary(store(), [many])
    await addDocument(store(), id, ['tea and many other words besides it, which put it behind all of the others'])
    await store().write(trx =>
      trx
        .updateTable('documents')
        .set({ deleted_at: 1 })
        .where('id', '=', ids[0] ?? '')
        .execute(),
    )
    expect(await search(id, wanted('tea'), 5)).toHaveLength(1)
  })

  test('of terms that are everywhere, what the rarer ones put in front comes first all the same', async () => {
    const passages = Array.from({ length: 21_000 }, (_, n) => `tea q${n}q${n % 7 === 0 ? ' milk' : ''}`)
    const { id } = await addLibrary(store(), [passages])
    const [best, next] = await search(id, wanted('tea', 'milk', 'q77q'), 5)
    expect(best).toMatchObject({ text: 'tea q77q milk', covered: 1 })
    expect(next?.text).toBe('tea q0q milk')
  }, 120_000)
})
