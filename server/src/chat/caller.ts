import type { UserKind } from '@folio/protocol'

/** Who is calling: a user, through one session. */
export type Caller = { userId: string; kind: UserKind; sessionId: string }
