import { sql } from 'kysely'
import { listed } from './listed.ts'
import { prepared, type Given } from './prepared.ts'
import { indexTitle } from './search-index.ts'
import type { ConversationRow, Db, Trx } from './tables.ts'

export type ConversationChange = Partial<
  Pick<
    ConversationRow,
    'title' | 'title_from' | 'model' | 'system_prompt' | 'pinned' | 'archived' | 'head_message_id' | 'updated_at'
  >
>

/**
 * Raises the user's revision. Every write begins with it: the row stays locked until the transaction ends, so that the
 * order of revisions is the order of commits, without holes, and two writes of one user never wait for each other in a circle.
 */
export async function raiseUserRevision(trx: Trx, userId: string): Promise<number> {
  const [user] = await raiseUser(trx, { userId })
  if (!user) throw new Error('a user that writes is there')
  return user.rev
}

const raiseUser = prepared((db, given: Given<{ userId: string }>) =>
  db
    .updateTable('users')
    .set({ rev: sql<number>`rev + 1` })
    .where('id', '=', given.userId)
    .returning('rev'),
)

type Raised = { userId: string; userRev: number; id: string }
type NewReply = { head: string; at: number } & Pick<ConversationRow, 'title' | 'title_from'>

const raised = (db: Db, given: Given<Raised>) =>
  db
    .updateTable('conversations')
    .set({ rev: sql<number>`rev + 1`, user_rev: given.userRev })
    .where('id', '=', given.id)
    .where('user_id', '=', given.userId)
    .returningAll()

const raise = prepared((db, given: Given<Raised>) => raised(db, given))
const raiseWithReply = prepared((db, given: Given<Raised & NewReply>) =>
  raised(db, given).set({
    head_message_id: given.head,
    updated_at: given.at,
    title: given.title,
    title_from: given.title_from,
  }),
)

/** Raises a conversation's revision behind its user's. Undefined when the user has no such conversation. */
export async function raiseConversation(trx: Trx, which: Raised): Promise<ConversationRow | undefined> {
  return (await raise(trx, which))[0]
}

/** The same for a new reply, which the conversation's head then is. */
export async function raiseToReply(trx: Trx, which: Raised & NewReply): Promise<ConversationRow | undefined> {
  return (await raiseWithReply(trx, which))[0]
}

/** The same with any change; by a new title it is found from then on. */
export async function changeConversation(
  trx: Trx,
  { id, userId, userRev }: Raised,
  change: ConversationChange,
): Promise<ConversationRow | undefined> {
  const changed = await trx
    .updateTable('conversations')
    .set({ ...change, rev: sql<number>`rev + 1`, user_rev: userRev })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .returningAll()
    .executeTakeFirst()
  if (changed && change.title !== undefined) await indexTitle(trx, changed)
  return changed
}

export async function findUserRevision(db: Db, userId: string): Promise<number> {
  const row = await db.selectFrom('users').select('rev').where('id', '=', userId).executeTakeFirst()
  return row?.rev ?? 0
}

/** The revisions of those who are there. */
export async function listRevisions(db: Db, userIds: ReadonlySet<string>): Promise<Found> {
  const rows = await db.selectFrom('users').select(['id', 'rev']).where('id', 'in', listed(db, userIds)).execute()
  return { asked: userIds, found: new Map(rows.map(({ id, rev }) => [id, rev])) }
}

/** What was asked for, and what there was of it. */
export type Found = { asked: ReadonlySet<string>; found: Map<string, number> }
