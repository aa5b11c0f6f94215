import type { Role, User, UserKind } from '@folio/protocol'
import type { UserRow } from '../store/tables.ts'
import { toTime } from './wire.ts'

/** Who is calling: a user, through one session. `org`: as the token of an identity service says. */
export type Caller = { userId: string; kind: UserKind; sessionId: string; org?: { id: string; role: Role } }

/** A user as the user sees it: never the hash of the password. */
export function toUser({ id, kind, email, display_name, created_at }: UserRow): User {
  return { id, kind, email, display_name, created_at: toTime(created_at) }
}
