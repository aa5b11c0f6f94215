import { sql } from 'kysely'
import { isEnd } from '@folio/protocol'
import { termsOf } from '../lib/words.ts'
import { arrayLiteral } from './columns.ts'
import { isPostgres } from './dialect.ts'
import { prepared, type Given } from './prepared.ts'
import type { ConversationRow, MessageRow, SearchEntryTable, Trx } from './tables.ts'

/** Something that is found by its words; each write is part of the transaction that stores the words themselves. */
type Entry = Omit<SearchEntryTable, 'id' | 'shelf_id'> & { userId: string; text: string }

type Said = Pick<MessageRow, 'id' | 'conversation_id' | 'user_id' | 'content' | 'status' | 'created_at'>

/** Of messages those that say something and go no further; in place of what they said before. */
export async function indexMessages(trx: Trx, rows: readonly Said[]): Promise<void> {
  for (const row of rows) {
    if (!isEnd(row.status) || row.content === '') continue
    const { id, conversation_id, user_id: userId, content: text, created_at: at } = row
    await putEntry(trx, { kind: 'message', of_id: id, conversation_id, userId, at, text })
  }
}

/** The title that a conversation has now. */
export async function indexTitle(
  trx: Trx,
  { id, user_id: userId, title, created_at: at }: ConversationRow,
): Promise<void> {
  await putEntry(trx, { kind: 'title', of_id: id, conversation_id: id, userId, at, text: title })
}

/** The times that a row of the index has room for. */
const LATEST = 2 ** 42 - 1

async function putEntry(trx: Trx, { text, ...entry }: Entry): Promise<void> {
  const at = Math.max(0, Math.min(Math.trunc(entry.at), LATEST))
  const terms = termsOf(text)
  if (isPostgres(trx)) return void (await insertLexemes(trx, { ...entry, at, terms: arrayLiteral(terms) }))
  const shelf_id = await shelfOf(trx, entry.userId)
  const [made] = await insertEntry(trx, { ...entry, at, shelf_id })
  if (made) await insertTerms(trx, { id: made.id, at, terms: terms.map(term => shelved(shelf_id, term)).join(' ') })
}

/** A term as the index has it: no other shelf has one that looks like it. */
export const shelved = (shelfId: number, term: string) => `${shelfId}x${term}`

async function shelfOf(trx: Trx, userId: string): Promise<number> {
  const [shelf] = await firstShelf(trx, { userId })
  if (shelf) return shelf.id
  const made = await trx
    .insertInto('search_shelves')
    .values({ user_id: userId })
    .returning('id')
    .executeTakeFirstOrThrow()
  return made.id
}

const firstShelf = prepared((db, given: Given<{ userId: string }>) =>
  db.selectFrom('search_shelves').select('id').where('user_id', '=', given.userId).orderBy('id').limit(1),
)

type Placed = Omit<Entry, 'text'>

const insertEntry = prepared((db, given: Given<Placed & { shelf_id: number }>) =>
  db
    .insertInto('search_entries')
    .values({
      shelf_id: given.shelf_id,
      kind: given.kind,
      of_id: given.of_id,
      conversation_id: given.conversation_id,
      at: given.at,
    })
    .onConflict(conflict => conflict.columns(['of_id', 'kind']).doUpdateSet({ shelf_id: given.shelf_id }))
    .returning('id'),
)

const insertTerms = prepared((db, given: Given<{ id: number; at: number; terms: string }>) =>
  db
    .replaceInto('search_index')
    .values({ rowid: sql<number>`(${given.at} << 21) | (${given.id} & 2097151)`, terms: given.terms }),
)

/** One way to the database and back; the lexemes are ours, none of its parsers sees them. */
const insertLexemes = prepared((db, given: Given<Placed & { terms: string }>) => {
  const query = sql<object>`
    with known as (select id from search_shelves where user_id = ${given.userId} order by id limit 1),
    made as (
      insert into search_shelves (user_id) select ${given.userId} where not exists (select from known) returning id
    ),
    shelf as (select id from known union all select id from made)
    insert into search_entries (shelf_id, kind, of_id, conversation_id, at, terms)
    select shelf.id, ${given.kind}, ${given.of_id}, ${given.conversation_id}, ${given.at}::bigint,
      array_to_tsvector(array(select shelf.id || 'x' || term from unnest(${given.terms}::text[]) as given(term)))
    from shelf
    on conflict (of_id, kind) do update set shelf_id = excluded.shelf_id, terms = excluded.terms`
  return { compile: () => query.compile(db) }
})
