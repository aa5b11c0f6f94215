import type { Kysely } from 'kysely'
import { columnTypes, type Schema } from './portable.ts'

/** Conversations as they were when they were shared, each behind a link; in pieces, so that none is long to read. */
export async function up(db: Kysely<Schema>): Promise<void> {
  const { id, time } = columnTypes(db)

  await db.schema
    .createTable('shares')
    .addColumn('id', id, c => c.primaryKey())
    .addColumn('token', id, c => c.notNull().unique())
    .addColumn('user_id', id, c => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('conversation_id', id, c => c.notNull().references('conversations.id').onDelete('cascade'))
    .addColumn('title', 'text', c => c.notNull())
    .addColumn('messages', 'integer', c => c.notNull())
    .addColumn('created_at', time, c => c.notNull())
    .execute()
  await db.schema.createIndex('shares_of_user').on('shares').columns(['user_id', 'id']).execute()
  await db.schema.createIndex('shares_of_conversation').on('shares').columns(['conversation_id', 'id']).execute()

  await db.schema
    .createTable('share_pieces')
    .addColumn('share_id', id, c => c.notNull().references('shares.id').onDelete('cascade'))
    .addColumn('n', 'integer', c => c.notNull())
    .addColumn('messages', 'text', c => c.notNull())
    .addPrimaryKeyConstraint('share_pieces_key', ['share_id', 'n'])
    .execute()
}

export async function down(db: Kysely<Schema>): Promise<void> {
  await db.schema.dropTable('share_pieces').execute()
  await db.schema.dropTable('shares').execute()
}
