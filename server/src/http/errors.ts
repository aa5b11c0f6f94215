import type { ErrorCode, FieldError, Problem } from '@folio/protocol'
import type { Hono } from 'hono'
import { Refusal } from '../lib/refusal.ts'
import { isOutage } from '../store/faults.ts'
import type { Ctx, Env } from './context.ts'
import { setHeader } from './headers.ts'

const STATUS = {
  invalid_request: 400,
  malformed_json: 400,
  invalid_address: 400,
  invalid_idempotency_key: 400,
  message_empty: 400,
  message_too_long: 400,
  message_too_large: 413,
  body_too_large: 413,
  unauthenticated: 401,
  invalid_credentials: 401,
  invalid_token: 401,
  origin_not_allowed: 403,
  wrong_user: 403,
  not_found: 404,
  method_not_allowed: 405,
  email_taken: 409,
  already_a_member: 409,
  id_taken: 422,
  idempotency_mismatch: 422,
  not_continuable: 409,
  not_editable: 409,
  not_regenerable: 409,
  not_ratable: 409,
  nothing_to_share: 409,
  too_long_to_share: 413,
  unknown_model: 400,
  unknown_provider: 400,
  unsupported_media_type: 415,
  quota_exceeded: 429,
  not_cancellable: 409,
  not_retryable: 409,
  too_many_requests: 429,
  too_many_queued: 429,
  too_many_connections: 429,
  request_timeout: 408,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<ErrorCode, number>

const TITLE = {
  400: 'The request is not valid',
  401: 'Credentials are missing or not valid',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'The request took too long',
  409: 'Not possible as things stand',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Contradicts what is there',
  429: 'Too many',
  500: 'Something went wrong here',
  503: 'Not available for now',
} as const satisfies Record<(typeof STATUS)[ErrorCode], string>

/** When trying again makes sense while the database is away. */
const OUTAGE_RETRY_MS = 5_000

export type Fault = {
  code: ErrorCode
  detail: string
  fields: FieldError[] | undefined
  retryAfterMs: number | undefined
}

export function statusOf(code: ErrorCode): (typeof STATUS)[ErrorCode] {
  return STATUS[code]
}

/** What may be told of anything that was thrown: of a bug nothing but that there was one. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Refusal)
    return { code: error.code, detail: error.message, fields: error.fields, retryAfterMs: error.retryAfterMs }
  if (isOutage(error)) {
    return {
      code: 'unavailable',
      detail: 'The server cannot reach its data for now.',
      fields: undefined,
      retryAfterMs: OUTAGE_RETRY_MS,
    }
  }
  return {
    code: 'internal',
    detail: 'Something went wrong here. The request id finds it in the log.',
    fields: undefined,
    retryAfterMs: undefined,
  }
}

/** The answer to anything that was thrown; what is no refusal is logged, once, with its cause. */
export function problem(c: Ctx, error: unknown): Response {
  const { code, detail, fields, retryAfterMs } = faultOf(error)
  const status = STATUS[code]
  if (!(error instanceof Refusal))
    c.get('log').error({ error }, code === 'unavailable' ? 'the database or the files are away' : 'a request failed')
  c.set('refused', code)
  if (retryAfterMs !== undefined) setHeader(c, 'Retry-After', String(Math.max(1, Math.ceil(retryAfterMs / 1_000))))
  if (status === 401)
    setHeader(c, 'WWW-Authenticate', code === 'invalid_token' ? 'Bearer error="invalid_token"' : 'Bearer')
  const body: Problem = {
    type: `urn:folio:problem:${code}`,
    title: TITLE[status],
    status,
    code,
    detail,
    request_id: c.get('requestId'),
    ...(fields && { errors: fields }),
  }
  return c.body(JSON.stringify(body), status, { 'Content-Type': 'application/problem+json' })
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** The answer where no route was found: 405 where another method would have been, else 404. */
export function createNotFound(app: Hono<Env>): (c: Ctx) => Response {
  const allowed = (path: string) =>
    METHODS.filter(method => {
      const [routes] = app.router.match(method, path)
      // Middleware is there for every method, the page for every address.
      return routes.some(([[, route]]) => route.method === method && route.path !== '/*')
    })
  return c => {
    const methods = allowed(c.req.path)
    if (methods.length === 0) return problem(c, new Refusal('not_found', 'There is nothing at this address.'))
    if (methods.includes('GET')) methods.push('HEAD')
    setHeader(c, 'Allow', methods.join(', '))
    return problem(c, new Refusal('method_not_allowed', `This address takes ${methods.join(', ')}.`))
  }
}
