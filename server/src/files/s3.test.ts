import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeFiles } from './conformance.ts'
import { newFileKey } from './files.ts'
import { openS3Files } from './s3.ts'
import { openS3Server, type S3Server } from './testing/s3-server.ts'

describeFiles('in a bucket', async () => {
  const server = await openS3Server()
  return {
    files: openS3Files(server),
    left: async () => [...server.objects.keys(), ...Array.from({ length: server.openUploads }, () => 'an open upload')],
    remove: server.close,
  }
})

let server: S3Server
beforeAll(async () => {
  server = await openS3Server()
})
afterAll(() => server.close())

it.each([
  ['another secret', { secretAccessKey: 'wrong' }, 'SignatureDoesNotMatch'],
  ['another key', { accessKeyId: 'wrong' }, 'InvalidAccessKeyId'],
  ['another region', { region: 'auto' }, 'AuthorizationHeaderMalformed'],
  ['another bucket', { bucket: 'elsewhere' }, 'NoSuchBucket'],
])('does nothing with %s, and says so', async (_, wrong, code) => {
  const files = openS3Files({ ...server, ...wrong })
  await expect(files.check()).rejects.toThrow(code)
  await expect(files.put(newFileKey(), Readable.from([Buffer.from('x')]))).rejects.toThrow(code)
  await expect(files.get(newFileKey())).rejects.toThrow(code)
  expect(server.objects.size).toBe(0)
})

it('says so where nobody is there', async () => {
  const gone = await openS3Server()
  await gone.close()
  await expect(openS3Files(gone).check()).rejects.toThrow()
})

it('sends a part again where the store is busy, and goes on', async () => {
  const bytes = randomBytes(20 * 1_024 * 1_024)
  const key = newFileKey()
  const put = openS3Files(server).put(key, Readable.from([bytes.subarray(0, 9_000_000), bytes.subarray(9_000_000)]))
  await expect.poll(() => server.asked.some(line => line.includes('uploads'))).toBe(true)
  server.failNext(503, 503)
  await put
  expect(server.objects.get(key)?.equals(bytes)).toBe(true)
  expect(server.openUploads).toBe(0)
})

it('takes an upload back that the store will not have', async () => {
  const key = newFileKey()
  const before = server.asked.length
  const put = openS3Files(server).put(key, Readable.from([Buffer.alloc(9_000_000), Buffer.alloc(9_000_000)]))
  await expect.poll(() => server.asked.slice(before).some(line => line.includes('uploads'))).toBe(true)
  server.failNext(400)
  await expect(put).rejects.toThrow('400')
  expect(server.objects.has(key)).toBe(false)
  expect(server.openUploads).toBe(0)
})
