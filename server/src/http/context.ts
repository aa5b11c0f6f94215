import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { UserKind } from '@folio/protocol'
import type { Logger } from '../lib/logger.ts'

/** Who is calling: a user, through one session. */
export type Caller = { userId: string; kind: UserKind; sessionId: string }

export type Env = {
  Bindings: HttpBindings
  Variables: {
    requestId: string
    log: Logger
    /** The address limits count by: the peer's, or what a trusted proxy says. IPv6 by /64. */
    clientAddress: string
    /** Set behind the `signedIn` guard. */
    caller: Caller
  }
}

export type Ctx = Context<Env>
