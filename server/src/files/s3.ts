import { storing } from './body.ts'
import { FileMissing, isFileKey, requireFileKey, type Files } from './files.ts'
import { createS3Call, refusalOf, require2xx, type Bucket } from './s3-call.ts'
import { putInParts } from './s3-parts.ts'

/** Larger ones go in parts: what breaks is then sent again, and every store takes them. */
const MAX_AT_ONCE_BYTES = 64 * 1_024 * 1_024
/** The name of no file: only to see how the store says so. */
const PROBE_KEY = 'folio-probe'

/** Files in a bucket of anything that speaks S3. What is half sent is not there, and is taken back. */
export function openS3Files(bucket: Bucket): Files {
  const call = createS3Call(bucket)
  return {
    async put(key, body, size) {
      requireFileKey(key)
      await storing(body, size, async chunks => {
        if (size === undefined || size > MAX_AT_ONCE_BYTES) return putInParts(call, key, chunks)
        const answer = await require2xx(await call({ method: 'PUT', key, body: chunks, size }))
        await answer.body.dump()
      })
    },
    async get(key) {
      if (!isFileKey(key)) throw new FileMissing(key)
      const answer = await call({ method: 'GET', key })
      if (answer.statusCode === 200) return answer.body
      const refusal = await refusalOf(answer)
      // A bucket that is not there has not lost this file.
      throw answer.statusCode === 404 && refusal.code !== 'NoSuchBucket' ? new FileMissing(key) : refusal
    },
    async remove(key) {
      if (!isFileKey(key)) return
      const answer = await call({ method: 'DELETE', key })
      if (answer.statusCode === 404) await answer.body.dump()
      else await require2xx(answer).then(({ body }) => body.dump())
    },
    async check() {
      const refusal = await refusalOf(await call({ method: 'GET', key: PROBE_KEY }))
      // A key that may not list what is there is told no more than that it may not see this.
      if (refusal.code !== 'NoSuchKey' && refusal.code !== 'AccessDenied') throw refusal
    },
  }
}
