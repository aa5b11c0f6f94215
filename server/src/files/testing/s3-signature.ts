import { createHash, createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export type Credentials = { region: string; accessKeyId: string; secretAccessKey: string }

const MAX_AGE_MS = 15 * 60_000

/**
 * What is wrong with a request's signature, if anything: signature version 4, reckoned anew from what has come in.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function signatureFault(request: IncomingMessage, body: Buffer, credentials: Credentials): string | undefined {
  const { authorization = '', 'x-amz-date': date, 'x-amz-content-sha256': bodyHash } = request.headers
  const [, credential = '', names = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([\da-f]{64})$/.exec(authorization) ?? []
  const [accessKeyId, day = '', region, service, end] = credential.split('/')
  if (typeof date !== 'string' || typeof bodyHash !== 'string' || signature === undefined) return 'AccessDenied'
  if (accessKeyId !== credentials.accessKeyId) return 'InvalidAccessKeyId'
  if (region !== credentials.region || service !== 's3' || end !== 'aws4_request' || !date.startsWith(day))
    return 'AuthorizationHeaderMalformed'
  if (Math.abs(Date.now() - timeOf(date)) > MAX_AGE_MS) return 'RequestTimeTooSkewed'
  if (bodyHash !== 'UNSIGNED-PAYLOAD' && bodyHash !== sha256(body)) return 'XAmzContentSHA256Mismatch'
  const signed = names.split(';')
  if (!signed.includes('host') || !signed.includes('x-amz-date')) return 'AccessDenied'

  const url = new URL(request.url ?? '', 'http://localhost')
  const canonical = [
    request.method ?? '',
    encode(decodeURIComponent(url.pathname)).replaceAll('%2F', '/'),
    [...url.searchParams]
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .sort()
      .join('&'),
    ...signed.map(name => `${name}:${String(request.headers[name] ?? '').trim()}`),
    '',
    names,
    bodyHash,
  ].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer>(
    (secret, step) => createHmac('sha256', secret).update(step).digest(),
    Buffer.from(`AWS4${credentials.secretAccessKey}`),
  )
  return createHmac('sha256', key).update(toSign).digest('hex') === signature ? undefined : 'SignatureDoesNotMatch'
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** `20261121T184754Z` */
function timeOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}
