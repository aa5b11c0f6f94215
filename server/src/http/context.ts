import type { HttpBindings } from '@hono/node-server'
import type { ErrorCode } from '@folio/protocol'
import type { Context } from 'hono'
import type { Caller } from '../chat/caller.ts'
import type { Logger } from '../lib/logger.ts'

export type { Caller }

export type Env = {
  Bindings: HttpBindings
  Variables: {
    requestId: string
    log: Logger
    /** The address limits count by: the peer's, or what a trusted proxy says. IPv6 by /64. */
    clientAddress: string
    /** True where the client speaks TLS with us, or with the trusted proxy before us. */
    secure: boolean
    /** Set behind the `signedIn` guard. */
    caller: Caller
    /** Bytes that a body may have. */
    maxBodyBytes: number
    /** Why the request was refused, for its line in the log. */
    refused: ErrorCode
  }
}

export type Ctx = Context<Env>
