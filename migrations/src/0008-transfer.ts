import type { Kysely } from 'kysely'
import { columnTypes, type Schema } from './portable.ts'

/** Imports under way. What one has laid down belongs to its row in `users`, and goes with it. */
export async function up(db: Kysely<Schema>): Promise<void> {
  const { id, time } = columnTypes(db)
  await db.schema
    .createTable('imports')
    .addColumn('id', id, c => c.primaryKey().references('users.id').onDelete('cascade'))
    .addColumn('user_id', id, c => c.notNull())
    .addColumn('at', time, c => c.notNull())
    .execute()
}

export async function down(db: Kysely<Schema>): Promise<void> {
  await db.schema.dropTable('imports').execute()
}
