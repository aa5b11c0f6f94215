import { createHash } from 'node:crypto'
import { tokenise } from '../../knowledge/tokenise.ts'
import { newId } from '../../lib/id.ts'
import { insertPlaces } from '../documents.ts'
import { insertLibrary } from '../libraries.ts'
import { insertChunks } from '../postings.ts'
import type { Store } from '../open.ts'

/** A library that knows these documents, each a list of its passages. Answers its number, and the documents' ids. */
export async function addLibrary(store: Store, documents: readonly (readonly string[])[]) {
  const library = await store.write(trx => insertLibrary(trx, { id: newId(), owner_id: newId(), is_default: 1 }))
  if (!library) throw new Error('there is one already')
  const ids: string[] = []
  for (const passages of documents) ids.push(await addDocument(store, library.id, passages))
  return { id: library.id, ids, chunk_count: documents.flat().length }
}

/** As it is when it has been read: found from now on. */
export async function addDocument(store: Store, libraryId: number, passages: readonly string[]): Promise<string> {
  const id = newId()
  const text = passages.join('\n\n')
  const chunks = passages.map(passage => {
    const terms = tokenise(passage)
    const counts = new Map<string, number>()
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
    const hash = createHash('sha256').update(passage).digest('hex')
    return { hash, text: passage, token_count: terms.length, terms: [...counts] }
  })
  const token_total = chunks.reduce((sum, chunk) => sum + chunk.token_count, 0)
  await store.write(async trx => {
    const document = { source_id: newId(), library_id: libraryId, generation: 1, version: 1, deleted_at: null }
    await trx
      .insertInto('documents')
      .values({ id, ...document })
      .execute()
    const made = { title: 'A document', media_type: 'text/plain', hash: id, created_at: 0 }
    const counted = { chunk_count: chunks.length, token_total }
    await trx
      .insertInto('document_versions')
      .values({ document_id: id, version: 1, ...made, ...counted, text })
      .execute()
    const chunkIds = await insertChunks(trx, { documentId: id, libraryId }, chunks)
    let end_at = -2
    const places = chunks.map(({ hash, text: passage }, n) => {
      const start_at = end_at + 2
      end_at = start_at + passage.length
      return { n, chunk_id: chunkIds.get(hash) ?? 0, start_at, end_at, page: null, heading_path: '[]' }
    })
    await insertPlaces(trx, { document_id: id, version: 1, places })
    await trx
      .updateTable('libraries')
      .set(set => ({
        chunk_count: set('chunk_count', '+', chunks.length),
        token_total: set('token_total', '+', token_total),
        rev: set('rev', '+', 1),
      }))
      .where('id', '=', libraryId)
      .execute()
  })
  return id
}
