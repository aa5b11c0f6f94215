import { sql, type Kysely } from 'kysely'
import { columnTypes, type Schema } from './portable.ts'

/** Accounts, conversations, messages as a tree, and the tape on which replies are written. */
export async function up(db: Kysely<Schema>): Promise<void> {
  const { id, time, rowNumber } = columnTypes(db)

  await db.schema
    .createTable('users')
    .addColumn('id', id, c => c.primaryKey())
    .addColumn('kind', 'text', c => c.notNull())
    .addColumn('email', 'text', c => c.unique())
    .addColumn('password_hash', 'text')
    .addColumn('display_name', 'text')
    .addColumn('rev', 'bigint', c => c.notNull().defaultTo(0))
    .addColumn('created_at', time, c => c.notNull())
    .execute()

  await db.schema
    .createTable('sessions')
    .addColumn('id', id, c => c.primaryKey())
    .addColumn('user_id', id, c => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('cookie_hash', 'text', c => c.unique())
    .addColumn('created_at', time, c => c.notNull())
    .addColumn('expires_at', time, c => c.notNull())
    .addColumn('ended_at', time)
    .execute()
  await db.schema.createIndex('sessions_of_user').on('sessions').column('user_id').execute()

  await db.schema
    .createTable('refresh_tokens')
    .addColumn('hash', 'text', c => c.primaryKey())
    .addColumn('session_id', id, c => c.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('used_at', time)
    .addColumn('expires_at', time, c => c.notNull())
    .execute()
  await db.schema.createIndex('refresh_tokens_of_session').on('refresh_tokens').column('session_id').execute()

  await db.schema
    .createTable('conversations')
    .addColumn('id', id, c => c.primaryKey())
    .addColumn('user_id', id, c => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('name', 'text')
    .addColumn('title', 'text', c => c.notNull())
    .addColumn('model', 'text')
    .addColumn('system_prompt', 'text')
    .addColumn('pinned', 'integer', c => c.notNull().defaultTo(0))
    .addColumn('archived', 'integer', c => c.notNull().defaultTo(0))
    .addColumn('head_message_id', id)
    .addColumn('rev', 'bigint', c => c.notNull())
    .addColumn('user_rev', 'bigint', c => c.notNull())
    .addColumn('created_at', time, c => c.notNull())
    .addColumn('updated_at', time, c => c.notNull())
    .execute()
  const conversations = (name: string) => db.schema.createIndex(name).on('conversations')
  await conversations('conversations_by_activity').columns(['user_id', 'archived', 'updated_at', 'id']).execute()
  await conversations('conversations_by_revision').columns(['user_id', 'user_rev']).execute()
  await conversations('conversations_by_name')
    .columns(['user_id', 'name'])
    .unique()
    .where('name', 'is not', null)
    .execute()

  await db.schema
    .createTable('messages')
    .addColumn('id', id, c => c.primaryKey())
    .addColumn('conversation_id', id, c => c.notNull().references('conversations.id').onDelete('cascade'))
    .addColumn('user_id', id, c => c.notNull())
    .addColumn('parent_id', id)
    .addColumn('role', 'text', c => c.notNull())
    .addColumn('content', 'text', c => c.notNull())
    .addColumn('marks', 'text')
    .addColumn('status', 'text', c => c.notNull())
    .addColumn('error', 'text')
    .addColumn('model', 'text')
    .addColumn('epoch', 'integer', c => c.notNull())
    .addColumn('attempts', 'integer', c => c.notNull().defaultTo(0))
    .addColumn('prompt_tokens', 'integer')
    .addColumn('token_count', 'integer')
    .addColumn('finish_reason', 'text')
    .addColumn('seq', 'bigint', c => c.notNull())
    .addColumn('rev', 'bigint', c => c.notNull())
    .addColumn('pod_id', 'text')
    .addColumn('lease_until', time)
    .addColumn('stop_requested', 'integer', c => c.notNull().defaultTo(0))
    .addColumn('created_at', time, c => c.notNull())
    .addColumn('finished_at', time)
    .execute()
  await db.schema
    .createIndex('messages_by_parent')
    .on('messages')
    .columns(['conversation_id', 'parent_id', 'seq'])
    .execute()
  await db.schema
    .createIndex('one_streaming_reply')
    .on('messages')
    .column('conversation_id')
    .unique()
    .where(sql.ref('status'), '=', sql.lit('streaming'))
    .execute()
  await db.schema
    .createIndex('replies_under_way')
    .on('messages')
    .columns(['status', 'conversation_id', 'seq'])
    .where(sql.ref('status'), 'in', [sql.lit('queued'), sql.lit('streaming')])
    .execute()

  await db.schema
    .createTable('tombstones')
    .addColumn('id', id, c => c.primaryKey())
    .addColumn('user_id', id, c => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('user_rev', 'bigint', c => c.notNull())
    .addColumn('deleted_at', time, c => c.notNull())
    .execute()
  await db.schema.createIndex('tombstones_by_revision').on('tombstones').columns(['user_id', 'user_rev']).execute()
  await db.schema.createIndex('tombstones_by_time').on('tombstones').column('deleted_at').execute()

  await db.schema
    .createTable('tape')
    .addColumn('seq', rowNumber, c => c.primaryKey())
    .addColumn('reply_id', id, c => c.notNull())
    .addColumn('epoch', 'integer', c => c.notNull())
    .addColumn('at', 'integer', c => c.notNull())
    .addColumn('parts', 'text', c => c.notNull())
    .execute()
}

export async function down(db: Kysely<Schema>): Promise<void> {
  for (const table of ['tape', 'tombstones', 'messages', 'conversations', 'refresh_tokens', 'sessions', 'users']) {
    await db.schema.dropTable(table).execute()
  }
}
