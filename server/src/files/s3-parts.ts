import { elementOf, require2xx, S3Refusal, type S3Call } from './s3-call.ts'

/** Stores take no smaller part than 5 MiB but the last, and some want them all of one size. */
const PART_BYTES = 8 * 1_024 * 1_024

type Part = { chunks: Buffer[]; size: number }

/** A body whose size nobody knows: what fits into one part goes as it is, the rest part by part, never more than one in memory. */
export async function putInParts(call: S3Call, key: string, body: AsyncIterable<Buffer>): Promise<void> {
  const parts = partsOf(body)
  const first = (await parts.next()).value ?? { chunks: [], size: 0 }
  if (first.size < PART_BYTES) {
    await putPart(call, key, first)
    return
  }
  const uploadId = await begin(call, key)
  try {
    const etags = [await putPart(call, key, first, { uploadId, partNumber: '1' })]
    for await (const part of parts)
      etags.push(await putPart(call, key, part, { uploadId, partNumber: String(etags.length + 1) }))
    await complete(call, key, uploadId, etags)
  } catch (error) {
    await call({ method: 'DELETE', key, query: { uploadId } }).then(
      ({ body: rest }) => rest.dump(),
      // The store ends what nobody has completed by its own rules; why it came to that counts more.
      () => {},
    )
    throw error
  }
}

async function* partsOf(body: AsyncIterable<Buffer>): AsyncGenerator<Part, undefined> {
  let part: Part = { chunks: [], size: 0 }
  for await (const chunk of body) {
    for (let rest = chunk; rest.length > 0;) {
      const piece = rest.subarray(0, PART_BYTES - part.size)
      part.chunks.push(piece)
      part.size += piece.length
      rest = rest.subarray(piece.length)
      if (part.size < PART_BYTES) continue
      yield part
      part = { chunks: [], size: 0 }
    }
  }
  if (part.size > 0) yield part
}

async function begin(call: S3Call, key: string): Promise<string> {
  const { body } = await require2xx(await call({ method: 'POST', key, query: { uploads: '' } }))
  const uploadId = elementOf(await body.text(), 'UploadId')
  if (uploadId === undefined) throw new Error('the store of files began no upload')
  return uploadId
}

/** How often a part is sent where the store is busy, or the way to it breaks. */
const TRIES = 3

async function putPart(call: S3Call, key: string, part: Part, query?: Record<string, string>): Promise<string> {
  for (let tries = 1; ; tries++) {
    try {
      const asked = { method: 'PUT', key, body: part.chunks, size: part.size, ...(query && { query }) } as const
      const { headers, body } = await require2xx(await call(asked))
      await body.dump()
      return String(headers.etag ?? '')
    } catch (error) {
      const isFinal = error instanceof S3Refusal && !error.passing
      if (isFinal || tries === TRIES) throw error
    }
  }
}

async function complete(call: S3Call, key: string, uploadId: string, etags: readonly string[]): Promise<void> {
  const list = etags.map((etag, n) => `<Part><PartNumber>${n + 1}</PartNumber><ETag>${escapeXml(etag)}</ETag></Part>`)
  const xml = Buffer.from(`<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`)
  const asked = { method: 'POST', key, query: { uploadId }, body: [xml], size: xml.length } as const
  const { body } = await require2xx(await call(asked))
  // What takes long is answered 200 before it is known how it ends.
  const text = await body.text()
  if (text.includes('<Error>')) throw new S3Refusal(200, elementOf(text, 'Code') ?? '')
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
