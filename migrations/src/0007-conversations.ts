import type { Kysely } from 'kysely'
import type { Schema } from './portable.ts'

/** What a person thinks of a reply, and who has found a conversation's title. */
export async function up(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('messages').addColumn('rating', 'text').execute()
  await db.schema.alterTable('messages').addColumn('comment', 'text').execute()
  await db.schema.alterTable('messages').addColumn('rating_rev', 'bigint').execute()
  await db.schema.alterTable('conversations').addColumn('title_from', 'text').execute()
}

export async function down(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('conversations').dropColumn('title_from').execute()
  for (const column of ['rating_rev', 'comment', 'rating']) {
    await db.schema.alterTable('messages').dropColumn(column).execute()
  }
}
