import { sql, type Kysely } from 'kysely'
import { columnTypes, isPostgres, type Schema } from './portable.ts'

/**
 * What finds messages and titles by their words. A shelf is a user's, or was somebody's whom the user has taken in: its
 * number stands before each of its terms. What was said before is on the backlog, and put on its shelf by the server.
 */
export async function up(db: Kysely<Schema>): Promise<void> {
  const { id, time, ownNumber } = columnTypes(db)

  await db.schema
    .createTable('search_shelves')
    .addColumn('id', ownNumber.type, ownNumber.build)
    .addColumn('user_id', id, c => c.notNull().references('users.id').onDelete('cascade'))
    .execute()
  await db.schema.createIndex('search_shelves_of_user').on('search_shelves').columns(['user_id', 'id']).execute()

  await db.schema
    .createTable('search_entries')
    .addColumn('id', ownNumber.type, ownNumber.build)
    .addColumn('shelf_id', 'bigint', c => c.notNull())
    .addColumn('kind', 'text', c => c.notNull())
    .addColumn('of_id', id, c => c.notNull())
    .addColumn('conversation_id', id, c => c.notNull().references('conversations.id').onDelete('cascade'))
    .addColumn('at', time, c => c.notNull())
    .$call(table => (isPostgres(db) ? table.addColumn('terms', sql`tsvector`, c => c.notNull()) : table))
    .execute()
  const entries = (name: string) => db.schema.createIndex(name).on('search_entries')
  await entries('search_entries_by_thing').columns(['of_id', 'kind']).unique().execute()
  await entries('search_entries_of_conversation').column('conversation_id').execute()
  await entries('search_entries_by_time').columns(['shelf_id', 'at', 'id']).execute()
  await (isPostgres(db) ? indexPostgres(db) : indexSqlite(db))

  await db.schema
    .createTable('search_backlog')
    .addColumn('conversation_id', id, c => c.primaryKey().references('conversations.id').onDelete('cascade'))
    .execute()
  await sql`insert into search_backlog (conversation_id) select id from conversations`.execute(db)
}

/** What is written waits in a list that each search reads too: kept short, nobody waits for it to be put in its place. */
async function indexPostgres(db: Kysely<Schema>): Promise<void> {
  await sql`create index search_entries_by_terms on search_entries using gin (terms) with (gin_pending_list_limit = 256)`.execute(
    db,
  )
}

/**
 * The terms come folded, with spaces between: this tokenizer leaves them as they are. The number of a row is its time
 * and the end of its entry's number, so that the newest come first without being sorted.
 */
async function indexSqlite(db: Kysely<Schema>): Promise<void> {
  await sql`create virtual table search_index using fts5(terms, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii')`.execute(
    db,
  )
  await sql`
    create trigger search_entries_gone after delete on search_entries begin
      delete from search_index where rowid = (old.at << 21) | (old.id & 2097151);
    end`.execute(db)
}

export async function down(db: Kysely<Schema>): Promise<void> {
  if (!isPostgres(db)) await db.schema.dropTable('search_index').execute()
  for (const table of ['search_backlog', 'search_entries', 'search_shelves']) await db.schema.dropTable(table).execute()
}
