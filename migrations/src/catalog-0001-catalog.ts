import { sql, type Kysely } from 'kysely'
import { columnTypes, type Schema } from './portable.ts'

/**
 * Who has which bots, sources and files. A database of its own may hold them, and another application may have made
 * them there before us: what is there already is left as it is.
 */
export async function up(db: Kysely<Schema>): Promise<void> {
  const { id, time } = columnTypes(db)

  await db.schema
    .createTable('organisations')
    .ifNotExists()
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('name', 'text', c => c.notNull())
    .addColumn('created_at', time, c => c.notNull())
    .execute()

  await db.schema
    .createTable('bots')
    .ifNotExists()
    .addColumn('id', id, c => c.primaryKey())
    .addColumn('owner_id', id, c => c.notNull())
    .addColumn('org_id', 'text')
    .addColumn('name', 'text', c => c.notNull())
    .addColumn('system_prompt', 'text')
    .addColumn('model', 'text')
    .addColumn('temperature', 'real')
    .addColumn('refusal_text', 'text')
    .addColumn('is_default', 'integer', c => c.notNull().defaultTo(0))
    .addColumn('created_at', time, c => c.notNull())
    .addColumn('updated_at', time, c => c.notNull())
    .execute()
  await db.schema.createIndex('bots_of_owner').ifNotExists().on('bots').columns(['owner_id', 'id']).execute()
  await db.schema.createIndex('bots_of_organisation').ifNotExists().on('bots').columns(['org_id', 'id']).execute()
  await db.schema
    .createIndex('one_default_bot')
    .ifNotExists()
    .on('bots')
    .column('owner_id')
    .unique()
    .where(sql.ref('is_default'), '=', sql.lit(1))
    .execute()

  await db.schema
    .createTable('files')
    .ifNotExists()
    .addColumn('id', id, c => c.primaryKey())
    .addColumn('owner_id', id, c => c.notNull())
    .addColumn('name', 'text', c => c.notNull())
    .addColumn('size', 'bigint', c => c.notNull())
    .addColumn('media_type', 'text', c => c.notNull())
    .addColumn('sha256', 'text', c => c.notNull())
    .addColumn('storage_key', 'text', c => c.notNull())
    .addColumn('created_at', time, c => c.notNull())
    .execute()
  await db.schema.createIndex('files_of_owner').ifNotExists().on('files').columns(['owner_id', 'id']).execute()

  await db.schema
    .createTable('sources')
    .ifNotExists()
    .addColumn('id', id, c => c.primaryKey())
    .addColumn('bot_id', id, c => c.notNull())
    .addColumn('owner_id', id, c => c.notNull())
    .addColumn('type', 'text', c => c.notNull())
    .addColumn('title', 'text', c => c.notNull())
    .addColumn('url', 'text')
    .addColumn('file_id', id)
    .addColumn('content_key', 'text', c => c.notNull())
    .addColumn('bytes', 'bigint', c => c.notNull().defaultTo(0))
    .addColumn('etag', 'text')
    .addColumn('last_modified', 'text')
    .addColumn('created_at', time, c => c.notNull())
    .addColumn('updated_at', time, c => c.notNull())
    .execute()
  await db.schema.createIndex('sources_of_bot').ifNotExists().on('sources').columns(['bot_id', 'id']).execute()
  await db.schema.createIndex('sources_of_owner').ifNotExists().on('sources').columns(['owner_id', 'id']).execute()
  await db.schema.createIndex('sources_of_file').ifNotExists().on('sources').column('file_id').execute()
  await db.schema
    .createIndex('sources_by_content')
    .ifNotExists()
    .on('sources')
    .columns(['bot_id', 'content_key'])
    .unique()
    .execute()
}

export async function down(db: Kysely<Schema>): Promise<void> {
  for (const table of ['sources', 'files', 'bots', 'organisations']) await db.schema.dropTable(table).execute()
}
