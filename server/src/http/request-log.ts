import { randomUUID } from 'node:crypto'
import { matchedRoutes } from 'hono/route'
import type { MiddlewareHandler } from 'hono'
import type { AddressRange } from '../lib/setting.ts'
import type { Logger } from '../lib/logger.ts'
import { createClientFinder } from './client-address.ts'
import type { Ctx, Env } from './context.ts'
import { setHeader } from './headers.ts'

const WELL_FORMED_ID = /^[\w.:-]{1,128}$/
/** Asked for every few seconds by whoever watches the process. */
const QUIET = new Set(['/health', '/healthz', '/metrics'])

/** Gives each request its id, its logger and its caller's address, and one line in the log when it is over. */
export function requestLog({
  logger,
  trustedProxies,
}: {
  logger: Logger
  trustedProxies: readonly AddressRange[]
}): MiddlewareHandler<Env> {
  const clientOf = createClientFinder(trustedProxies)
  return async (c, next) => {
    const { incoming, outgoing } = c.env
    const beganAt = performance.now()
    const given = incoming.headers['x-request-id']
    const requestId = typeof given === 'string' && WELL_FORMED_ID.test(given) ? given : randomUUID()
    const client = clientOf(incoming)
    c.set('requestId', requestId)
    c.set('clientAddress', client.address)
    c.set('secure', client.secure)
    c.set('log', logger.child({ request_id: requestId }))
    setHeader(c, 'X-Request-Id', requestId)
    if (outgoing) {
      outgoing.once('close', () =>
        logLine(c, outgoing.statusCode, performance.now() - beganAt, !outgoing.writableFinished),
      )
      return next()
    }
    await next()
    // A handshake: what comes behind it is no request any more.
    logLine(c, c.res.status === 200 ? 101 : c.res.status, performance.now() - beganAt, false)
  }
}

function logLine(c: Ctx, status: number, ms: number, cut: boolean): void {
  const route = patternOf(c)
  const line = {
    method: c.req.method,
    route,
    status,
    ms: Math.round(ms * 10) / 10,
    address: c.get('clientAddress'),
    user_id: c.get('caller')?.userId,
    code: c.get('refused'),
    ...(cut && { cut }),
  }
  c.get('log')[QUIET.has(route) ? 'debug' : 'info'](line, 'answered')
}

/** The pattern, never the path: paths and queries hold names and tokens. */
function patternOf(c: Ctx): string {
  return matchedRoutes(c).find(route => route.method !== 'ALL')?.path ?? 'unmatched'
}
