import type { MiddlewareHandler } from 'hono'
import type { Ctx, Env } from './context.ts'

/** The page's policy: nothing from elsewhere, no inline code, no frame. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types dompurify folio',
].join('; ')

/** On every answer, whoever gives it. A handler may set another value of its own. */
const ALWAYS: readonly (readonly [string, string])[] = [
  ['Content-Security-Policy', PAGE_POLICY],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Permissions-Policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()'],
  ['Cache-Control', 'no-store'],
  ['Vary', 'Origin'],
]
const HSTS = 'max-age=31536000'

const ALLOWED_METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE'
const ALLOWED_HEADERS = 'Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-Request-Id'
const EXPOSED_HEADERS =
  'X-Request-Id, X-Message-Id, X-Reply-Address, X-Text-Length, Idempotent-Replayed, RateLimit, RateLimit-Policy, Retry-After, Link, Content-Disposition'

/** Security headers on every answer; to the pages of `corsOrigins` also leave to read it. Answers preflights itself. */
export function headers({ corsOrigins }: { corsOrigins: readonly string[] }): MiddlewareHandler<Env> {
  const allowed = new Set(corsOrigins)
  return (c, next) => {
    for (const [name, value] of ALWAYS) setHeader(c, name, value)
    if (c.get('secure')) setHeader(c, 'Strict-Transport-Security', HSTS)
    const { origin, 'access-control-request-method': asked } = c.env.incoming.headers
    if (origin === undefined) return next()
    if (allowed.has(origin)) allowOrigin(c, origin)
    if (c.req.method !== 'OPTIONS' || asked === undefined) return next()
    return Promise.resolve(preflight(c))
  }
}

/**
 * Sets a header on the socket's own answer, which costs a tenth of Hono's: it stands whatever becomes of the request.
 * A WebSocket's handshake has no such answer.
 */
export function setHeader(c: Ctx, name: string, value: string): void {
  const { outgoing } = c.env
  if (outgoing) outgoing.setHeader(name, value)
  else c.header(name, value)
}

/** Adds to a header that is a list. */
export function addHeader(c: Ctx, name: string, value: string): void {
  const { outgoing } = c.env
  if (outgoing) outgoing.appendHeader(name, value)
  else c.header(name, value, { append: true })
}

function allowOrigin(c: Ctx, origin: string): void {
  setHeader(c, 'Access-Control-Allow-Origin', origin)
  setHeader(c, 'Access-Control-Allow-Credentials', 'true')
  setHeader(c, 'Access-Control-Expose-Headers', EXPOSED_HEADERS)
}

function preflight(c: Ctx): Response {
  setHeader(c, 'Access-Control-Allow-Methods', ALLOWED_METHODS)
  setHeader(c, 'Access-Control-Allow-Headers', ALLOWED_HEADERS)
  setHeader(c, 'Access-Control-Max-Age', '7200')
  return c.body(null, 204)
}
