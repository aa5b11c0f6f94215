import type { Role, UserKind } from '@folio/protocol'
import type { Db } from '../store/tables.ts'
import { findUser } from '../store/users.ts'

/** On whose behalf something is looked up or done: from the token, never from what a request says. */
export type Scope = {
  userId: string
  kind: UserKind
  org?: { id: string; role: Role }
}

/** The same where no token is at hand, as when a reply is written: what the user's last token said. */
export async function scopeOfUser(db: Db, userId: string): Promise<Scope | undefined> {
  const user = await findUser(db, userId)
  if (!user) return undefined
  const { kind, org_id: id, role } = user
  return { userId, kind, ...(id !== null && { org: { id, role: role ?? 'member' } }) }
}
