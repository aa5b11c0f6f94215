import type { Kysely } from 'kysely'
import type { Schema } from './portable.ts'

/** Who answers: nothing for the model, `workflow` for the external workers. */
export async function up(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('messages').addColumn('provider', 'text').execute()
}

export async function down(db: Kysely<Schema>): Promise<void> {
  await db.schema.alterTable('messages').dropColumn('provider').execute()
}
