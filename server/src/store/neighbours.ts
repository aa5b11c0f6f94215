import { sql } from 'kysely'
import type { Db, PlaceRow } from './tables.ts'

export type NearPlace = Omit<PlaceRow, 'document_id' | 'version' | 'chunk_id'> & { text: string }

/** Places `from` to `to`, as far as they are there, of the version that is shown. */
export function listPlacesAround(
  db: Db,
  documentId: string,
  { from, to }: { from: number; to: number },
): Promise<NearPlace[]> {
  return db
    .selectFrom('documents')
    .innerJoin('places', join =>
      join.onRef('places.document_id', '=', 'documents.id').onRef('places.version', '=', 'documents.version'),
    )
    .innerJoin('chunks', 'chunks.id', 'places.chunk_id')
    .select(['n', 'start_at', 'end_at', 'page', 'heading_path', 'chunks.text'])
    .where('documents.id', '=', documentId)
    .where('documents.deleted_at', 'is', null)
    .where('places.n', '>=', from)
    .where('places.n', '<=', to)
    .execute()
}

/**
 * Where this text stands in the version that is shown: where it did, else nearest to that. Of a document that is
 * another source's nothing is said: who may read this source may not read that one.
 */
export async function findPlaceOf(
  db: Db,
  { sourceId, documentId }: { sourceId: string; documentId: string },
  { text, start }: { text: string; start: number },
): Promise<{ n: number } | undefined> {
  return db
    .selectFrom('documents')
    .innerJoin('places', join =>
      join.onRef('places.document_id', '=', 'documents.id').onRef('places.version', '=', 'documents.version'),
    )
    .innerJoin('chunks', 'chunks.id', 'places.chunk_id')
    .select('n')
    .where('documents.id', '=', documentId)
    .where('documents.source_id', '=', sourceId)
    .where('documents.deleted_at', 'is', null)
    .where('chunks.document_id', '=', documentId)
    .where('chunks.text', '=', text)
    .orderBy(sql`abs(places.start_at - ${start})`)
    .limit(1)
    .executeTakeFirst()
}
