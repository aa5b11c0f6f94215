import type { Server } from 'node:http'
import { createAdaptorServer, type WebSocketServerLike } from '@hono/node-server'
import type { Hono } from 'hono'
import type { Env } from './context.ts'
import { cutSlowSenders } from './slow-senders.ts'
import { createSocketServer } from './socket.ts'

const HEADERS_WITHIN_MS = 20_000
/** Longer than the usual proxy keeps an idle connection, so that it is never us who close first. */
const KEEP_ALIVE_MS = 75_000

/** The routes behind one listener, for requests and for sockets. */
export function createServer(routes: Hono<Env>): Server {
  // The two libraries describe one and the same socket with types that do not fit each other.
  const sockets = createSocketServer() as unknown as WebSocketServerLike
  const serverOptions = {
    headersTimeout: HEADERS_WITHIN_MS,
    // A file may take longer than any limit that is good for the rest: `cutSlowSenders` knows the difference.
    requestTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
  }
  const server = createAdaptorServer({ fetch: routes.fetch, websocket: { server: sockets }, serverOptions }) as Server
  cutSlowSenders(server)
  return server
}
