import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { FieldError } from '@folio/protocol'
import type { MiddlewareHandler } from 'hono'
import type { z } from 'zod'
import { systemClock, type Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import type { Ctx, Env } from './context.ts'

/** A body that is not whole by then is no longer waited for. */
const BODY_TIMEOUT_MS = 60_000
const MAX_DEPTH = 32
/** Members and elements of a body, all levels together. */
const MAX_ITEMS = 10_000

/**
 * Refuses a body that announces to be too large before a byte of it is read, and tells `readJson` the limit. `larger`:
 * what more `METHOD /path` may be sent, to where the body is read piece by piece and counted.
 */
export function bodyLimit(maxBytes: number, larger: Readonly<Record<string, number>> = {}): MiddlewareHandler<Env> {
  const mostOf = new Map(Object.entries(larger))
  return (c, next) => {
    const announced = Number(c.env.incoming.headers['content-length'] ?? 0)
    const most = announced > maxBytes ? (mostOf.get(`${c.req.method} ${c.req.path}`) ?? maxBytes) : maxBytes
    if (announced > most) throw tooLarge(most)
    c.set('maxBodyBytes', maxBytes)
    return next()
  }
}

/** The JSON body, by its schema. `whenEmpty` stands for a body that is not there. Throws `Refusal`. */
export async function readJson<S extends z.ZodType>(c: Ctx, schema: S, whenEmpty?: object): Promise<z.output<S>> {
  const { incoming } = c.env
  const bytes = await readBytes(incoming, c.get('maxBodyBytes'))
  if (bytes.length === 0 && whenEmpty !== undefined) return parse(schema, whenEmpty)
  refuseOtherTypes(incoming)
  return parse(schema, parseJson(bytes))
}

/** The query, by its schema. Of a name that comes twice the first counts. Throws `Refusal`. */
export function readQuery<S extends z.ZodType>(c: Ctx, schema: S): z.output<S> {
  return parse(schema, c.req.query())
}

/** Throws `Refusal` for what is no JSON as it is. */
export function refuseOtherTypes({ headers }: IncomingMessage): void {
  const type = headers['content-type']
  if (type !== undefined && !/^[\w.+-]+\/([\w.+-]+\+)?json\s*(;|$)/i.test(type)) {
    throw new Refusal('unsupported_media_type', 'The body must be JSON: Content-Type: application/json.')
  }
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') throw new Refusal('unsupported_media_type', 'The body must not be compressed.')
}

/** Straight from the socket's stream: a web stream in between costs more than all the rest of a small request. */
export function readBytes(incoming: IncomingMessage, maxBytes: number, clock: Clock = systemClock): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const onData = (chunk: Buffer) => {
      size += chunk.length
      if (size > maxBytes) return end(tooLarge(maxBytes))
      chunks.push(chunk)
    }
    const onEnd = () => end()
    const onGone = () => end(new Refusal('invalid_request', 'The body was cut off.'))
    const cancelTimer = clock.setTimer(
      () => end(new Refusal('request_timeout', 'The body did not arrive in time.')),
      BODY_TIMEOUT_MS,
    )
    const end = (refusal?: Refusal) => {
      cancelTimer()
      incoming.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone)
      if (refusal) {
        incoming.pause()
        // What breaks later concerns nobody any more.
        incoming.on('error', () => {})
        reject(refusal)
      } else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size))
    }
    incoming.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone)
    if (incoming.destroyed || incoming.readableEnded) onGone()
  })
}

/** Parses without ever saying back what was sent. */
function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw malformed('The body must be UTF-8.')
  refuseMonsters(bytes)
  const text = bytes.toString('utf8')
  // Within a string the closing quote would have a backslash before it.
  if (/"__proto__"\s*:/.test(text)) throw malformed('The body has a name that is not allowed.')
  try {
    return JSON.parse(text)
  } catch {
    throw malformed('The body is not JSON.')
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const OPEN = new Set([0x5b, 0x7b])
const CLOSE = new Set([0x5d, 0x7d])

/** What is nested or strewn beyond reason costs more to build than to count. */
function refuseMonsters(bytes: Buffer): void {
  let depth = 0
  let items = 0
  let quoted = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if (quoted) {
      if (byte === BACKSLASH) at++
      else if (byte === QUOTE) quoted = false
    } else if (byte === QUOTE) quoted = true
    else if (byte === COMMA) items++
    else if (OPEN.has(byte)) depth++
    else if (CLOSE.has(byte)) depth--
    if (depth > MAX_DEPTH) throw malformed('The body is nested too deeply.')
    if (items > MAX_ITEMS) throw malformed('The body has too many members.')
  }
}

function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const fields: FieldError[] = result.error.issues
    .slice(0, 20)
    .map(issue => ({ path: issue.path.join('.'), message: issue.message }))
  const first = fields[0]
  throw new Refusal(
    'invalid_request',
    first ? `${first.path || 'body'}: ${first.message}` : 'The request is not valid.',
    { fields },
  )
}

function malformed(detail: string): Refusal {
  return new Refusal('malformed_json', detail)
}

export function tooLarge(maxBytes: number): Refusal {
  return new Refusal('body_too_large', `The body may have ${maxBytes} bytes.`)
}
