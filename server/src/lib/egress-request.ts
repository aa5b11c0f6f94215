import { Client, type Dispatcher } from 'undici'
import { ACCEPTED_ENCODINGS, readBody, tooLarge } from './egress-body.ts'
import { connectTo } from './egress-connect.ts'
import { EgressFailure } from './egress-failure.ts'
import type { HostAddress } from './egress-lookup.ts'
import type { Target } from './egress-target.ts'

/** What is asked of a site. */
export type Wanted = {
  /** Media types that are read, such as `text/html`; an empty one stands for none. */
  types: readonly string[]
  etag?: string | null
  lastModified?: string | null
  signal: AbortSignal
}

export type Answered = {
  status: number
  /** As the site says it, with its parameters. */
  contentType: string
  etag: string | null
  lastModified: string | null
  /** Nothing, but of 200. */
  bytes: Uint8Array
}

/** Where a site says that something is to be found. */
export type Redirect = { location: string }

const MAX_BYTES = 10_485_760
const MAX_HEADER_BYTES = 16_384
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** One request, on a connection of its own, to an address that was found and judged before. */
export async function ask(
  target: Target,
  found: readonly HostAddress[],
  wanted: Wanted & { userAgent: string },
): Promise<Answered | Redirect> {
  const { origin, pathname, search } = target.url
  const connect = connectTo(found, target)
  // Whoever asks has one limit for all of it: the signal.
  const client = new Client(origin, { connect, maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: 0, bodyTimeout: 0 })
  try {
    const { signal } = wanted
    const answer = await client.request({ method: 'GET', path: pathname + search, headers: headersOf(wanted), signal })
    // What is left unread breaks when the connection is closed.
    answer.body.on('error', () => {})
    return await read(answer, wanted.types)
  } finally {
    void client.destroy()
  }
}

/** Nothing that knows who asks: no cookie, no referrer, no credential. */
function headersOf({ types, etag, lastModified, userAgent }: Wanted & { userAgent: string }): Record<string, string> {
  return {
    'user-agent': userAgent,
    accept: types.filter(type => type !== '').join(', '),
    'accept-encoding': ACCEPTED_ENCODINGS,
    ...(etag && { 'if-none-match': etag }),
    ...(lastModified && { 'if-modified-since': lastModified }),
  }
}

async function read(answer: Dispatcher.ResponseData, types: readonly string[]): Promise<Answered | Redirect> {
  const { statusCode: status, body } = answer
  const header = (name: string) => String(answer.headers[name] ?? '')
  const location = header('location')
  if (REDIRECTS.has(status) && location !== '') return { location }
  const contentType = header('content-type')
  const about = { status, contentType, etag: header('etag') || null, lastModified: header('last-modified') || null }
  if (status !== 200) return { ...about, bytes: new Uint8Array() }
  if (!types.includes(mediaTypeOf(contentType)))
    throw new EgressFailure('unsupported_type', 'What is at this address is of a kind that cannot be read.')
  if (Number(header('content-length')) > MAX_BYTES) throw tooLarge(MAX_BYTES)
  return { ...about, bytes: await readBody(body, header('content-encoding').trim().toLowerCase(), MAX_BYTES) }
}

function mediaTypeOf(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase()
}
