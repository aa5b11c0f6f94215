import { createHash, randomBytes } from 'node:crypto'

/** What a bucket does, without a network: it keeps what is whole, and what is being uploaded in parts. */

export type S3Answer = { status: number; xml?: string; bytes?: Buffer; headers?: Record<string, string> }

type Upload = { key: string; parts: Map<number, Buffer> }

const LEAST_PART_BYTES = 5 * 1_024 * 1_024

export function createFakeBucket() {
  const objects = new Map<string, Buffer>()
  const uploads = new Map<string, Upload>()

  const object = (method: string, key: string, body: Buffer): S3Answer => {
    if (method === 'DELETE') {
      objects.delete(key)
      return { status: 204 }
    }
    if (method === 'PUT') {
      objects.set(key, body)
      return { status: 200, headers: { etag: etagOf(body) } }
    }
    const bytes = objects.get(key)
    if (!bytes) return refusal(404, 'NoSuchKey')
    return { status: 200, headers: { etag: etagOf(bytes), 'content-length': String(bytes.length) }, bytes }
  }
  const begin = (key: string): S3Answer => {
    const id = randomBytes(12).toString('hex')
    uploads.set(id, { key, parts: new Map() })
    return {
      status: 200,
      xml: `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
    }
  }
  const complete = ({ key, parts }: Upload, xml: string): S3Answer => {
    const named = [...xml.matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>&quot;(\w+)&quot;<\/ETag>/g)]
    const found = named.map(([, n, etag]) => ({ bytes: parts.get(Number(n)), etag: `"${etag}"` }))
    const bytes = found.map(part => part.bytes ?? Buffer.alloc(0))
    if (found.length === 0 || found.some(part => !part.bytes || etagOf(part.bytes) !== part.etag))
      return refusal(400, 'InvalidPart')
    // As the real ones: the answer has begun when this is found out.
    if (bytes.slice(0, -1).some(part => part.length < LEAST_PART_BYTES)) return refusal(200, 'EntityTooSmall')
    objects.set(key, Buffer.concat(bytes))
    return { status: 200, xml: '<CompleteMultipartUploadResult></CompleteMultipartUploadResult>' }
  }

  return {
    objects,
    uploads,
    answer(method: string, key: string, query: URLSearchParams, body: Buffer): S3Answer {
      if (query.has('uploads')) return begin(key)
      const id = query.get('uploadId')
      if (id === null) return object(method, key, body)
      const upload = uploads.get(id)
      if (!upload || upload.key !== key) return refusal(404, 'NoSuchUpload')
      if (method === 'PUT') {
        upload.parts.set(Number(query.get('partNumber')), body)
        return { status: 200, headers: { etag: etagOf(body) } }
      }
      uploads.delete(id)
      return method === 'DELETE' ? { status: 204 } : complete(upload, body.toString())
    },
  }
}

export function refusal(status: number, code: string): S3Answer {
  return { status, xml: `<Error><Code>${code}</Code></Error>` }
}

function etagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`
}
