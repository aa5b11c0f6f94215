import { createHash, randomBytes } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { openS3Server } from '../src/files/testing/s3-server.ts'
import { openProxy } from '../src/lib/testing/proxy.ts'
import { formOf } from './world/form.ts'
import { learn, sourceOf } from './world/library.ts'
import { inEveryWorld } from './world/world.ts'

const bucket = await openS3Server()
const way = await openProxy(bucket.endpoint)
afterAll(() => Promise.all([way.close(), bucket.close()]))

const MIB = 1_024 * 1_024
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

inEveryWorld(
  world => {
    test.each([0, 1_000, 20 * MIB])('a file of %i bytes is there as it was sent', async size => {
      const ana = await world.member()
      const bytes = randomBytes(size)
      const { file_id: id, sha256 } = await ana.upload('a.bin', bytes)
      const row = await world.catalog.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
      const stored = bucket.objects.get(row.storage_key) ?? Buffer.from('nothing')
      expect([stored.length, hashOf(stored), sha256]).toEqual([size, hashOf(bytes), hashOf(bytes)])
      expect(bucket.openUploads).toBe(0)
    })

    test('what is learned from it goes with it', async () => {
      const ana = await world.member()
      const { file_id } = await ana.upload(
        'bees.md',
        '# Bees\n\nBees dance to say where the flowers are.',
        'text/markdown',
      )
      const { storage_key } = await world.catalog
        .selectFrom('files')
        .select('storage_key')
        .where('id', '=', file_id)
        .executeTakeFirstOrThrow()
      const { source_id: id } = await learn(ana, { type: 'file', file_id })
      expect(await sourceOf(ana, id)).toMatchObject({ type: 'file', title: 'Bees', status: 'ready' })
      expect((await ana.delete(`/api/training/delete/${id}`)).json).toMatchObject({ deleted: { files: 1 } })
      await expect.poll(() => bucket.objects.has(storage_key), { timeout: 10_000 }).toBe(false)
    })

    test('while the bucket is away nothing is taken, and all the rest goes on', async () => {
      const ana = await world.member()
      const before = bucket.objects.size
      way.cut()
      const answer = await ana.ask('POST', '/api/files', formOf({ name: 'a.txt', bytes: 'hello' }))
      expect([answer.status, answer.json.code]).toEqual([503, 'unavailable'])
      await expect
        .poll(async () => (await world.ask<{ status: string; checks: object }>('GET', '/health')).json, {
          timeout: 5_000,
        })
        .toMatchObject({ status: 'degraded', checks: { storage: { status: 'degraded' } } })
      expect(await ana.ended(await ana.say('hello'))).toMatchObject({ status: 'complete' })

      way.heal()
      await expect
        .poll(async () => (await world.ask<{ checks: object }>('GET', '/health')).json.checks, { timeout: 5_000 })
        .toMatchObject({ storage: { status: 'ok' } })
      await ana.upload('a.txt', 'hello')
      expect(bucket.objects.size).toBe(before + 1)
    })
  },
  {
    S3_ENDPOINT: way.url,
    S3_BUCKET: bucket.bucket,
    S3_REGION: bucket.region,
    ACCESS_KEY_ID: bucket.accessKeyId,
    SECRET_ACCESS_KEY: bucket.secretAccessKey,
  },
)
