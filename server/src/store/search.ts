import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { isPostgres } from './dialect.ts'
import type { Db, PlaceRow } from './tables.ts'

/** A term that is looked for: what it counts for the order, and for how much of the question a chunk covers. */
export type Wanted = readonly [term: string, weight: number, share: number]

/**
 * `covered`: how much of what the question is about the chunk has, from 0 to 1, rare terms counting for more. `matched`:
 * the same as a number of terms, each worth as much as one that a single chunk has.
 */
export type Ranked = { chunkId: number; score: number; covered: number; matched: number }

/** What published runs of BM25 use: Anserini's for BEIR. On SciFact no other pair of the usual ones is better by .005. */
const K1 = 0.9
const B = 0.4

/** In a few chunks every word is rare: how rare a term is in what is asked is said as of at least so many. */
const BACKGROUND = 1_000

/**
 * Postings that are counted wherever they are. More frequent terms are counted only where the others have put a chunk
 * in front: they take longest and say least. Below 20,000 postings in all, nothing is left out.
 */
const COUNTED = 20_000
const IN_FRONT = 400

/**
 * The chunks of one library that can be found, by BM25 with the library's own statistics, the best first; of equals
 * the one that was stored first. The library is part of the key: no other's chunks are even looked at.
 */
export async function rankByTerms(
  db: Db,
  { libraryId, wanted, count }: { libraryId: number; wanted: readonly Wanted[]; count: number },
): Promise<Ranked[]> {
  for (let inFront = Math.max(IN_FRONT, count * 2); ; inFront *= 8) {
    const { rows } = await ranking(db, { libraryId, wanted, count, inFront }).execute(db)
    const ranked = rows.flatMap(({ chunkId, score, covered, matched }) =>
      chunkId === null ? [] : [{ chunkId, score, covered, matched }],
    )
    // Where much in front cannot be found any more, or not yet, there may be more behind it.
    if (ranked.length === count || (rows[0]?.looked ?? 0) < inFront) return ranked
  }
}

type Ranking = { libraryId: number; wanted: readonly Wanted[]; count: number; inFront: number }
type RankingRow = Omit<Ranked, 'chunkId'> & { looked: number; chunkId: number | null }

/** Scores are compared as whole millionths: the databases add in different orders. */
const order = sql`round(score * 1000000) desc, chunk_id`

function ranking(db: Db, { libraryId, wanted, count, inFront }: Ranking): RawBuilder<RankingRow> {
  const gained = sql`w.gain * p.tf / (p.tf + w.base + w.slope * p.len)`
  // All of the rarest terms, and of the others as many as it takes to have something in front.
  const isCounted = sql`(w.upto <= ${sql.lit(COUNTED)} or w.upto - w.df < ${inFront})`
  return sql`
    with wanted as materialized (${rowsOf(db, wanted)}),
    library as materialized (
      select id, chunk_count as n, case when chunk_count > ${sql.lit(BACKGROUND)} then chunk_count else ${sql.lit(BACKGROUND)} end as wide,
        cast(token_total as double precision) / chunk_count as average
      from libraries where id = ${libraryId} and chunk_count > 0 and token_total > 0
    ),
    counted as materialized (
      select term, weight, share, id, n, wide, average,
        (select count(*) from postings where library_id = library.id and postings.term = wanted.term) as df
      from wanted cross join library
    ),
    rated as materialized (
      select *, ${idf(sql`n`)} as idf, ${idf(sql`wide`)} as rarity
      from counted
    ),
    weighed as materialized (
      select id, term, weight * idf * ${sql.lit(K1 + 1)} as gain, share * rarity as part,
        cast(${sql.lit(K1 * (1 - B))} as double precision) as base, ${sql.lit(K1 * B)} / average as slope,
        sum(df) over (order by weight * idf desc, term) as upto, df
      from rated where df > 0
    ),
    everywhere as (
      select p.chunk_id, sum(${gained}) as score, sum(w.part) as part
      from weighed w cross join postings p
      where ${isCounted} and p.library_id = w.id and p.term = w.term
      group by p.chunk_id
    ),
    front as materialized (select * from everywhere order by ${order} limit ${inFront}),
    whole as (
      select chunk_id, sum(score) as score, sum(part) as part
      from (
        select chunk_id, score, part from front
        union all
        select p.chunk_id, ${gained}, w.part
        from weighed w cross join front f cross join postings p
        where not ${isCounted} and p.library_id = w.id and p.term = w.term and p.chunk_id = f.chunk_id
      ) as gains
      group by chunk_id
    ),
    best as (
      select chunk_id, score, part from whole where ${isFound(sql`whole.chunk_id`, libraryId)}
      order by ${order} limit ${count}
    )
    select looked, chunk_id as "chunkId", score, coalesce(part / nullif((select sum(share * rarity) from rated), 0), 0) as covered,
      part / (select ln(1 + (wide - 0.5) / 1.5) from library) as matched
    from (select count(*) as looked from front) as seen left join best on 1 = 1
    order by ${order}`
}

/** As Lucene has it: never below 0, also where postings are left of what is being cleared away. */
function idf(chunks: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`cast(ln(1 + (case when ${chunks} > df then ${chunks} - df else 0 end + 0.5) / (df + 0.5)) as double precision)`
}

/** As one parameter: the statement is the same however many there are. */
function rowsOf(db: Db, wanted: readonly Wanted[]): RawBuilder<unknown> {
  const list = JSON.stringify(wanted)
  const [rows, bytewise] = isPostgres(db)
    ? [sql`jsonb_array_elements(${list}::jsonb)`, sql`collate "C"`]
    : [sql`json_each(${list})`, sql``]
  return sql`
    select (value ->> 0) ${bytewise} as term, cast(value ->> 1 as double precision) as weight,
      cast(value ->> 2 as double precision) as share
    from ${rows}`
}

/**
 * In the version that is shown, of a document that is there: told when it is asked, whatever is being written. As values
 * of a row, not as joins, which PostgreSQL begins at the wrong end where it does not know yet how large the tables are.
 */
function isFound(chunkId: RawBuilder<unknown>, libraryId: number): RawBuilder<SqlBool> {
  return sql`(select 1 from places where places.chunk_id = ${chunkId} and ${isShown(libraryId)} limit 1) = 1`
}

function isShown(libraryId: number): RawBuilder<SqlBool> {
  return sql`places.version = (
    select shown.version from documents as shown
    where shown.id = places.document_id and shown.library_id = ${libraryId}
      and shown.deleted_at is null and shown.version > 0
  )`
}

/** A chunk where it stands in a document that is there: where it stands twice, the first. */
export type FoundPlace = Pick<
  PlaceRow,
  'document_id' | 'version' | 'n' | 'chunk_id' | 'start_at' | 'end_at' | 'page' | 'heading_path'
> & { source_id: string; title: string; text: string }

/** In no order; what has gone meanwhile is left out. */
export function listFoundPlaces(db: Db, libraryId: number, chunkIds: readonly number[]): Promise<FoundPlace[]> {
  return db
    .selectFrom('places')
    .innerJoin('documents', 'documents.id', 'places.document_id')
    .innerJoin('document_versions as v', join =>
      join.onRef('v.document_id', '=', 'places.document_id').onRef('v.version', '=', 'places.version'),
    )
    .innerJoin('chunks', 'chunks.id', 'places.chunk_id')
    .select(['places.document_id', 'places.version', 'places.n', 'places.chunk_id', 'start_at', 'end_at', 'page'])
    .select(['heading_path', 'documents.source_id', 'v.title', 'chunks.text'])
    .where(isOneOf(db, sql`places.chunk_id`, chunkIds))
    .where(isShown(libraryId))
    .orderBy('places.n')
    .execute()
}

function isOneOf(db: Db, id: RawBuilder<unknown>, ids: readonly number[]): RawBuilder<SqlBool> {
  return isPostgres(db)
    ? sql`${id} = any(${ids}::bigint[])`
    : sql`${id} in (select value from json_each(${JSON.stringify(ids)}))`
}
