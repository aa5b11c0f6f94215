import type { BotRow } from './catalog-tables.ts'
import { prepared, type Given } from './prepared.ts'
import type { Db, LibraryRow, Trx } from './tables.ts'

/** What a bot knows; undefined where it has never been told anything. */
export function findLibrary(db: Db, botId: string): Promise<LibraryRow | undefined> {
  return db.selectFrom('libraries').selectAll().where('bot_id', '=', botId).executeTakeFirst()
}

/** What somebody's default bot knows. That of one that was removed may still be there, being cleared away: the newest. */
export async function findDefaultLibrary(db: Db, userId: string): Promise<LibraryRow | undefined> {
  return (await byDefault(db, { userId }))[0]
}

const byDefault = prepared((db, given: Given<{ userId: string }>) =>
  db.selectFrom('libraries').selectAll().where('default_of', '=', given.userId).orderBy('id', 'desc').limit(1),
)

/** Undefined where there is one already. */
export function insertLibrary(
  trx: Trx,
  { id, owner_id, is_default }: Pick<BotRow, 'id' | 'owner_id' | 'is_default'>,
): Promise<LibraryRow | undefined> {
  return trx
    .insertInto('libraries')
    .values({ bot_id: id, default_of: is_default === 1 ? owner_id : null })
    .onConflict(conflict => conflict.column('bot_id').doNothing())
    .returningAll()
    .executeTakeFirst()
}

/** The default bot of one person is that of another now, or an ordinary one. */
export async function moveDefaultLibrary(trx: Trx, from: string, to: string | null): Promise<void> {
  await trx.updateTable('libraries').set({ default_of: to }).where('default_of', '=', from).execute()
}

/** Unless there are documents in it still, or again. */
export async function deleteLibrary(trx: Trx, id: number): Promise<void> {
  await trx
    .deleteFrom('libraries')
    .where('id', '=', id)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('documents').select('documents.id').where('documents.library_id', '=', id))),
    )
    .execute()
}
