import { sql } from 'kysely'
import { prepared, type Given } from './prepared.ts'
import type { Db, MessageRow } from './tables.ts'

/** `content` of the system is empty where it has no prompt; `bot_id` is the conversation's, and stands with it. */
export type Spoken = { role: 'system' | MessageRow['role']; content: string; bot_id: string | null }
type Path = { userId: string; conversationId: string; from: string | null; limit: number }

/**
 * What was said on the path of a conversation that ends at `from`: at most `limit` messages, oldest first, and in front
 * of them what the conversation itself says. One question, because each one finds the pages of the connection that reads
 * gone since the last commit.
 */
export function listSpoken(db: Db, path: Path): Promise<Spoken[]> {
  return spoken(db, path)
}

/** Behind every other depth. */
const FIRST = 1_000_000_000

const spoken = prepared((db, given: Given<Path>) =>
  db
    .withRecursive('path', query =>
      query
        .selectFrom('messages')
        .select(['parent_id', 'role', 'content', sql<number>`1`.as('depth')])
        .where('id', '=', given.from)
        .where('conversation_id', '=', given.conversationId)
        .unionAll(
          query
            .selectFrom('path')
            .innerJoin('messages', 'messages.id', 'path.parent_id')
            .select(['messages.parent_id', 'messages.role', 'messages.content'])
            .select(sql<number>`path.depth + 1`.as('depth'))
            .where('path.depth', '<', given.limit),
        ),
    )
    .selectFrom('path')
    .select([
      sql<Spoken['role']>`role`.as('role'),
      'content',
      'depth',
      sql<string | null>`cast(null as text)`.as('bot_id'),
    ])
    .unionAll(
      db
        .selectFrom('conversations')
        .select([sql.lit('system' as const).as('role'), sql<string>`coalesce(system_prompt, '')`.as('content')])
        .select([sql.lit(FIRST).as('depth'), 'bot_id'])
        .where('id', '=', given.conversationId)
        .where('user_id', '=', given.userId),
    )
    .orderBy('depth', 'desc'),
)
