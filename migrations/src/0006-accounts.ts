import { sql, type Kysely } from 'kysely'
import { columnTypes, isPostgres, type Schema } from './portable.ts'

/** Which device a session is, and what each day has used of each model: that outlives the conversations. */
export async function up(db: Kysely<Schema>): Promise<void> {
  const { id, time } = columnTypes(db)

  await db.schema.alterTable('sessions').addColumn('device', 'text').execute()
  await db.schema
    .alterTable('sessions')
    .addColumn('last_seen_at', time, c => c.notNull().defaultTo(0))
    .execute()
  await db
    .updateTable('sessions')
    .set({ last_seen_at: sql.ref('created_at') })
    .execute()

  await db.schema
    .createTable('usage_days')
    .addColumn('user_id', id, c => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('day', 'text', c => c.notNull())
    .addColumn('model', 'text', c => c.notNull())
    .addColumn('replies', 'bigint', c => c.notNull())
    .addColumn('prompt_tokens', 'bigint', c => c.notNull())
    .addColumn('completion_tokens', 'bigint', c => c.notNull())
    .addPrimaryKeyConstraint('usage_of_a_day', ['user_id', 'day', 'model'])
    .execute()
  await countWhatIsThere(db)
}

/** What was not reported is estimated: a token for three units of text. */
async function countWhatIsThere(db: Kysely<Schema>): Promise<void> {
  const day = isPostgres(db)
    ? sql<string>`to_char(to_timestamp(finished_at / 1000) at time zone 'UTC', 'YYYY-MM-DD')`
    : sql<string>`strftime('%Y-%m-%d', finished_at / 1000, 'unixepoch')`
  const replies = db
    .selectFrom('messages')
    .innerJoin('users', 'users.id', 'messages.user_id')
    .select([
      'user_id',
      day.as('day'),
      sql`coalesce(model, '')`.as('model'),
      sql`count(*)`.as('replies'),
      sql`cast(sum(coalesce(prompt_tokens, 0)) as bigint)`.as('prompt_tokens'),
      sql`cast(sum(coalesce(token_count, (length(content) + 2) / 3)) as bigint)`.as('completion_tokens'),
    ])
    .where('messages.role', '=', 'assistant')
    .where('finished_at', 'is not', null)
    .groupBy(['user_id', sql`2`, sql`3`])
  await db
    .insertInto('usage_days')
    .columns(['user_id', 'day', 'model', 'replies', 'prompt_tokens', 'completion_tokens'])
    .expression(replies)
    .execute()
}

export async function down(db: Kysely<Schema>): Promise<void> {
  await db.schema.dropTable('usage_days').execute()
  await db.schema.alterTable('sessions').dropColumn('last_seen_at').execute()
  await db.schema.alterTable('sessions').dropColumn('device').execute()
}
