import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createFakeBucket, refusal, type S3Answer } from './s3-bucket.ts'
import { signatureFault, type Credentials } from './s3-signature.ts'

/** A bucket on this machine that lets in nobody whose signature is not right. */
export type S3Server = Credentials & {
  endpoint: string
  bucket: string
  /** What is whole, by its key. */
  objects: ReadonlyMap<string, Buffer>
  /** Uploads that nobody has completed or taken back. */
  readonly openUploads: number
  /** The next requests are answered so, one each. */
  failNext(...statuses: number[]): void
  /** `PUT key?query`, in the order in which they came. */
  readonly asked: readonly string[]
  close(): Promise<void>
}

export async function openS3Server(): Promise<S3Server> {
  const bucket = 'folio-test'
  const credentials = {
    region: 'eu-central-1',
    accessKeyId: randomBytes(8).toString('hex'),
    secretAccessKey: randomBytes(24).toString('base64url'),
  }
  const fake = createFakeBucket()
  const asked: string[] = []
  const failures: number[] = []
  const answer = (request: IncomingMessage, body: Buffer): S3Answer => {
    const { pathname, search, searchParams } = new URL(request.url ?? '', 'http://localhost')
    const fault = signatureFault(request, body, credentials)
    if (fault !== undefined) return refusal(403, fault)
    const [, name, key = ''] = pathname.split('/')
    if (name !== bucket) return refusal(404, 'NoSuchBucket')
    asked.push(`${request.method} ${key}${search}`)
    const failure = failures.shift()
    return failure === undefined
      ? fake.answer(request.method ?? '', key, searchParams, body)
      : refusal(failure, 'SlowDown')
  }

  const server = createServer((request, response) => {
    // A body that is cut is never answered, and nothing of it stays.
    readWhole(request).then(
      body => send(response, answer(request, body)),
      () => request.destroy(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    ...credentials,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket,
    objects: fake.objects,
    get openUploads() {
      return fake.uploads.size
    },
    failNext: (...statuses) => void failures.push(...statuses),
    asked,
    async close() {
      server.closeAllConnections()
      await new Promise(closed => server.close(closed))
    },
  }
}

async function readWhole(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function send(response: ServerResponse, { status, xml, bytes, headers }: S3Answer): void {
  response.writeHead(status, headers).end(bytes ?? xml)
}
