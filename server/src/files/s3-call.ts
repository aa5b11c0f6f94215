import { Readable } from 'node:stream'
import { AwsClient } from 'aws4fetch'
import { Agent, request, type Dispatcher } from 'undici'

/** Where a bucket is, and the key that may read and write there. */
export type Bucket = {
  endpoint: string
  bucket: string
  region: string
  accessKeyId: string
  secretAccessKey: string
}

export type S3Request = {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  key: string
  query?: Record<string, string>
  /** Sent as it comes; `size` says how many bytes that are. */
  body?: Iterable<Buffer> | AsyncIterable<Buffer>
  size?: number
}

export type S3Call = (asked: S3Request) => Promise<Dispatcher.ResponseData>

/** The store said no: `code` is its own word for why. */
export class S3Refusal extends Error {
  readonly code: string
  /** Asking again may help. */
  readonly passing: boolean
  constructor(status: number, code: string) {
    super(`the store of files answered ${status} ${code}`)
    this.name = 'S3Refusal'
    this.code = code
    this.passing = status >= 500 || status === 429
  }
}

const CONNECT_MS = 10_000
const SILENCE_MS = 60_000

/** Signed requests to one bucket, named in the path: every store of this kind understands that. */
export function createS3Call(bucket: Bucket): S3Call {
  const { accessKeyId, secretAccessKey, region } = bucket
  const signer = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3' })
  const base = `${bucket.endpoint}/${bucket.bucket}`
  const dispatcher = new Agent({
    connect: { timeout: CONNECT_MS },
    headersTimeout: SILENCE_MS,
    bodyTimeout: SILENCE_MS,
  })
  return async ({ method, key, query = {}, body, size }) => {
    const url = `${base}/${key}${queryOf(query)}`
    // The body is not part of the signature: it is on its way before it is whole.
    const { headers } = await signer.sign(url, { method })
    const sent = Object.fromEntries(headers)
    if (size !== undefined) sent['content-length'] = String(size)
    return request(url, { method, headers: sent, dispatcher, body: body ? Readable.from(body) : null })
  }
}

/** The answer, where it is one of those; else throws `S3Refusal`. */
export async function require2xx(answer: Dispatcher.ResponseData): Promise<Dispatcher.ResponseData> {
  if (answer.statusCode >= 200 && answer.statusCode < 300) return answer
  throw await refusalOf(answer)
}

export async function refusalOf({ statusCode, body }: Dispatcher.ResponseData): Promise<S3Refusal> {
  return new S3Refusal(statusCode, elementOf(await body.text(), 'Code') ?? '')
}

/** The text of the first element of that name: the store's answers are flat and few. */
export function elementOf(xml: string, name: string): string | undefined {
  const start = xml.indexOf(`<${name}>`)
  const end = xml.indexOf(`</${name}>`, start)
  if (start < 0 || end < 0) return undefined
  const text = xml.slice(start + name.length + 2, end)
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

function queryOf(query: Record<string, string>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}
