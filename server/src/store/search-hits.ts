import { sql } from 'kysely'
import { FOUND_CHARS, type Sought } from '../lib/words.ts'
import { isPostgres } from './dialect.ts'
import { listed } from './listed.ts'
import { shelved } from './search-index.ts'
import type { ConversationRow, Db, MessageRow, SearchEntryTable } from './tables.ts'

/** Something that was found: the newest first, of one time what was entered last. */
export type Hit = Pick<SearchEntryTable, 'kind' | 'of_id' | 'conversation_id' | 'at'> & { id: number }
export type HitPlace = Pick<Hit, 'at' | 'id'>

type Asked = {
  userId: string
  sought: readonly Sought[]
  limit: number
  /** Those behind this one. */
  after: HitPlace | undefined
}
type Looking = Omit<Asked, 'userId' | 'after'> & { shelves: readonly number[]; after: HitPlace }

/** Behind everything that is there. */
const FROM_THE_NEWEST: HitPlace = { at: 2 ** 42 - 1, id: 2 ** 52 }

/** What has all words that are sought, of one user: no other's shelves are even looked at. */
export async function listHits(db: Db, { userId, sought, limit, after = FROM_THE_NEWEST }: Asked): Promise<Hit[]> {
  if (sought.length === 0) return []
  const rows = await db.selectFrom('search_shelves').select('id').where('user_id', '=', userId).orderBy('id').execute()
  if (rows.length === 0) return []
  const looking = { shelves: rows.map(({ id }) => id), sought, limit, after }
  return isPostgres(db) ? hitsInPostgres(db, looking) : hitsInSqlite(db, looking)
}

/** The index is read from its newest row on, and no further than is asked for. */
async function hitsInSqlite(db: Db, { shelves, sought, limit, after }: Looking): Promise<Hit[]> {
  const match = wanted(shelves, sought, { or: ' OR ', and: ' AND ', term: term => `"${term}"`, begins: ' *' })
  // Beyond the numbers that can be given, and the first anyhow.
  const before =
    after === FROM_THE_NEWEST ? sql`9223372036854775807` : sql`(${after.at} << 21) | (${after.id} & 2097151)`
  const { rows } = await sql<Hit>`
    select entry.id, entry.kind, entry.of_id, entry.conversation_id, entry.at
    from search_index cross join search_entries as entry
    where search_index match ${match} and search_index.rowid < ${before}
      and entry.shelf_id in (${sql.join(shelves)}) and entry.at = search_index.rowid >> 21
      and (entry.id & 2097151) = (search_index.rowid & 2097151)
    order by search_index.rowid desc limit ${limit}`.execute(db)
  return rows
}

/** So many entries are looked at one by one before the index is asked, which answers with all there are, in no order. */
const AT_ONCE = 400

async function hitsInPostgres(db: Db, { shelves, sought, limit, after }: Looking): Promise<Hit[]> {
  const match = wanted(shelves, sought, { or: '|', and: '&', term: term => `'${term}'`, begins: ':*' })
  const isBehind = sql`(entry.at, entry.id) < (${after.at}::bigint, ${after.id}::bigint)`
  const isMatch = sql`terms @@ ${match}::tsquery`
  const newest = sql`order by at desc, id desc`
  const near = await sql<Hit>`
    with near as materialized (
      select each.* from unnest(${shelves}::bigint[]) as shelf(id) cross join lateral (
        select entry.* from search_entries as entry where entry.shelf_id = shelf.id and ${isBehind}
        order by entry.at desc, entry.id desc limit ${sql.lit(AT_ONCE)}
      ) as each
      ${newest} limit ${sql.lit(AT_ONCE)}
    )
    select id, kind, of_id, conversation_id, at from near where ${isMatch} ${newest} limit ${limit}`.execute(db)
  if (near.rows.length === limit) return near.rows
  const all = await sql<Hit>`
    with entry as materialized (
      select id, kind, of_id, conversation_id, at from search_entries where ${isMatch}
    )
    select * from entry where ${isBehind} ${newest} limit ${limit}`.execute(db)
  return all.rows
}

type Language = { or: string; and: string; term: (term: string) => string; begins: string }

/** All that is sought, each on any of the shelves, as the index wants to be asked: terms have nothing in them to escape. */
function wanted(
  shelves: readonly number[],
  sought: readonly Sought[],
  { or, and, term: quote, begins }: Language,
): string {
  const onAnyShelf = (each: Sought) =>
    shelves.map(shelf => quote(shelved(shelf, each.term)) + (each.begins ? begins : '')).join(or)
  return sought.map(each => `(${onAnyShelf(each)})`).join(and)
}

/** What is shown of what was found: of the user alone, whatever the index says. */
export async function listFound(db: Db, userId: string, hits: readonly Hit[]): Promise<Found> {
  const conversations = await db
    .selectFrom('conversations')
    .select(['id', 'title', 'archived', 'created_at'])
    .where('user_id', '=', userId)
    .where(
      'id',
      'in',
      listed(
        db,
        hits.map(hit => hit.conversation_id),
      ),
    )
    .execute()
  const messages = await db
    .selectFrom('messages')
    // No more of them than can be found: a page of the longest would fill the memory.
    .select(['id', 'role', 'created_at', sql<string>`substr(content, 1, ${sql.lit(FOUND_CHARS)})`.as('content')])
    .where('user_id', '=', userId)
    .where(
      'id',
      'in',
      listed(
        db,
        hits.map(hit => hit.of_id),
      ),
    )
    .execute()
  return { conversations: byId(conversations), messages: byId(messages) }
}

export type Found = {
  conversations: ReadonlyMap<string, Pick<ConversationRow, 'id' | 'title' | 'archived' | 'created_at'>>
  messages: ReadonlyMap<string, Pick<MessageRow, 'id' | 'role' | 'content' | 'created_at'>>
}

function byId<Row extends { id: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map(row => [row.id, row]))
}
