import { sql, type Kysely } from 'kysely'
import { columnTypes, isPostgres, type Schema } from './portable.ts'

/**
 * What is known: documents cut into chunks, the postings that find them by their words, the vectors that find them by
 * their meaning, and the jobs that make all of it. Bots, sources and files may live in another database: see `catalog`.
 */
export async function up(db: Kysely<Schema>): Promise<void> {
  const { id, time, bytes, ownNumber } = columnTypes(db)
  const number = (name: string) => [name, ownNumber.type, ownNumber.build] as const

  await db.schema.alterTable('users').addColumn('external_id', 'text').execute()
  await db.schema.alterTable('users').addColumn('org_id', 'text').execute()
  await db.schema.alterTable('users').addColumn('role', 'text').execute()
  await db.schema.createIndex('users_by_external_id').on('users').column('external_id').unique().execute()
  await db.schema.alterTable('conversations').addColumn('bot_id', id).execute()
  // Sessions go with their user; what would open one again does not.
  await db.schema
    .createTable('ended_tokens')
    .addColumn('session_id', id, c => c.primaryKey())
    .addColumn('expires_at', time, c => c.notNull())
    .execute()

  await db.schema
    .createTable('libraries')
    .addColumn(...number('id'))
    .addColumn('bot_id', id, c => c.notNull().unique())
    .addColumn('default_of', id)
    .addColumn('chunk_count', 'bigint', c => c.notNull().defaultTo(0))
    .addColumn('token_total', 'bigint', c => c.notNull().defaultTo(0))
    .addColumn('rev', 'bigint', c => c.notNull().defaultTo(0))
    .execute()

  await db.schema.createIndex('libraries_by_default').on('libraries').columns(['default_of', 'id']).execute()

  await db.schema
    .createTable('documents')
    .addColumn('id', id, c => c.primaryKey())
    .addColumn('source_id', id, c => c.notNull().unique())
    .addColumn('library_id', 'bigint', c => c.notNull().references('libraries.id'))
    .addColumn('generation', 'integer', c => c.notNull())
    .addColumn('version', 'integer', c => c.notNull().defaultTo(0))
    .addColumn('deleted_at', time)
    .execute()
  await db.schema.createIndex('documents_of_library').on('documents').column('library_id').execute()
  await db.schema
    .createIndex('documents_deleted')
    .on('documents')
    .column('deleted_at')
    .where(sql.ref('deleted_at'), 'is not', null)
    .execute()

  await db.schema
    .createTable('document_versions')
    .addColumn('document_id', id, c => c.notNull())
    .addColumn('version', 'integer', c => c.notNull())
    .addColumn('title', 'text', c => c.notNull())
    .addColumn('media_type', 'text', c => c.notNull())
    .addColumn('hash', 'text', c => c.notNull())
    .addColumn('chunk_count', 'integer', c => c.notNull())
    .addColumn('token_total', 'integer', c => c.notNull())
    .addColumn('created_at', time, c => c.notNull())
    .addColumn('text', 'text', c => c.notNull())
    .addPrimaryKeyConstraint('document_versions_key', ['document_id', 'version'])
    .execute()

  await db.schema
    .createTable('chunks')
    .addColumn(...number('id'))
    .addColumn('document_id', id, c => c.notNull())
    .addColumn('hash', 'text', c => c.notNull())
    .addColumn('token_count', 'integer', c => c.notNull())
    .addColumn('text', 'text', c => c.notNull())
    .addColumn('terms', 'text', c => c.notNull())
    .execute()
  await db.schema.createIndex('chunks_of_document').on('chunks').columns(['document_id', 'hash']).unique().execute()

  await db.schema
    .createTable('places')
    .addColumn('document_id', id, c => c.notNull())
    .addColumn('version', 'integer', c => c.notNull())
    .addColumn('n', 'integer', c => c.notNull())
    .addColumn('chunk_id', 'bigint', c => c.notNull())
    .addColumn('start_at', 'integer', c => c.notNull())
    .addColumn('end_at', 'integer', c => c.notNull())
    .addColumn('page', 'integer')
    .addColumn('heading_path', 'text', c => c.notNull())
    .addPrimaryKeyConstraint('places_key', ['document_id', 'version', 'n'])
    .execute()
  await db.schema.createIndex('places_of_chunk').on('places').column('chunk_id').execute()

  // Bytewise, so that both databases find the same terms; without a row id the key is the table.
  await db.schema
    .createTable('postings')
    .addColumn('library_id', 'bigint', c => c.notNull())
    .addColumn('term', id, c => c.notNull())
    .addColumn('chunk_id', 'bigint', c => c.notNull())
    .addColumn('tf', 'integer', c => c.notNull())
    .addColumn('len', 'integer', c => c.notNull())
    .$call(table =>
      isPostgres(db)
        ? table
        : table
            .addPrimaryKeyConstraint('postings_key', ['library_id', 'term', 'chunk_id'])
            .modifyEnd(sql`without rowid`),
    )
    .execute()
  // Where the key is not the table, it holds all that ranking reads: a fifth of the time.
  if (isPostgres(db))
    await sql`alter table postings add constraint postings_key
      primary key (library_id, term, chunk_id) include (tf, len)`.execute(db)

  await db.schema
    .createTable('embedding_spaces')
    .addColumn(...number('id'))
    .addColumn('model', 'text', c => c.notNull().unique())
    .addColumn('dimension', 'integer')
    .addColumn('state', 'text', c => c.notNull())
    .addColumn('created_at', time, c => c.notNull())
    .execute()
  await db.schema
    .createTable('embeddings')
    .addColumn('space_id', 'bigint', c => c.notNull())
    .addColumn('library_id', 'bigint', c => c.notNull())
    .addColumn('chunk_id', 'bigint', c => c.notNull())
    .addColumn('vector', bytes, c => c.notNull())
    .addPrimaryKeyConstraint('embeddings_key', ['space_id', 'library_id', 'chunk_id'])
    .execute()
  await db.schema.createIndex('embeddings_of_chunk').on('embeddings').column('chunk_id').execute()

  await db.schema
    .createTable('jobs')
    .addColumn('id', id, c => c.primaryKey())
    .addColumn('kind', 'text', c => c.notNull())
    .addColumn('user_id', id, c => c.notNull())
    .addColumn('source_id', id)
    .addColumn('generation', 'integer', c => c.notNull().defaultTo(0))
    .addColumn('payload', 'text', c => c.notNull())
    .addColumn('status', 'text', c => c.notNull())
    .addColumn('phase', 'text', c => c.notNull().defaultTo('waiting'))
    .addColumn('done', 'integer', c => c.notNull().defaultTo(0))
    .addColumn('total', 'integer', c => c.notNull().defaultTo(0))
    .addColumn('attempts', 'integer', c => c.notNull().defaultTo(0))
    .addColumn('error', 'text')
    .addColumn('worker_id', 'text')
    .addColumn('lease_until', time)
    .addColumn('cancel_requested', 'integer', c => c.notNull().defaultTo(0))
    .addColumn('run_after', time, c => c.notNull())
    .addColumn('created_at', time, c => c.notNull())
    .addColumn('updated_at', time, c => c.notNull())
    .addColumn('finished_at', time)
    .execute()
  // Few rows each, however many jobs have ended: what waits, by whose it is, and what is being done.
  await db.schema
    .createIndex('jobs_queued')
    .on('jobs')
    .columns(['user_id', 'run_after', 'id'])
    .where(sql.ref('status'), '=', sql.lit('queued'))
    .execute()
  await db.schema
    .createIndex('jobs_running')
    .on('jobs')
    .columns(['source_id', 'user_id'])
    .where(sql.ref('status'), '=', sql.lit('running'))
    .execute()
  // How many of an owner's jobs are being done is asked each time one is taken, however many have been done.
  await db.schema
    .createIndex('jobs_busy')
    .on('jobs')
    .column('user_id')
    .where(sql.ref('status'), '=', sql.lit('running'))
    .execute()
  await db.schema.createIndex('jobs_of_user').on('jobs').columns(['user_id', 'id']).execute()
  await db.schema.createIndex('jobs_of_source').on('jobs').columns(['source_id', 'id']).execute()
}

export async function down(db: Kysely<Schema>): Promise<void> {
  for (const table of [
    'jobs',
    'embeddings',
    'embedding_spaces',
    'postings',
    'places',
    'chunks',
    'document_versions',
    'documents',
    'libraries',
    'ended_tokens',
  ])
    await db.schema.dropTable(table).execute()
  await db.schema.alterTable('conversations').dropColumn('bot_id').execute()
  await db.schema.dropIndex('users_by_external_id').execute()
  for (const column of ['external_id', 'org_id', 'role'])
    await db.schema.alterTable('users').dropColumn(column).execute()
}
