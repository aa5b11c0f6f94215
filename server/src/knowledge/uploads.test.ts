import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openLocalFiles } from '../files/local.ts'
import { createFakeClock } from '../lib/fake-clock.ts'
import { newId } from '../lib/id.ts'
import { openCatalog } from '../store/catalog.ts'
import { onEachDatabase } from '../store/testing/on-each-database.ts'
import { createUploads } from './uploads.ts'

const DAY_MS = 24 * 3_600_000
const sent = (body: Readable, name = 'notes.md') => ({ name, mediaType: 'text/markdown', body })

onEachDatabase(store => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'folio-uploads-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const open = (guestMaxBytes = 1_000) => {
    const clock = createFakeClock()
    const catalog = openCatalog(store())
    const files = openLocalFiles(folder)
    const scope = { userId: newId(), kind: 'guest' as const }
    const rows = () => catalog.db.selectFrom('files').selectAll().where('owner_id', '=', scope.userId).execute()
    return { clock, catalog, files, scope, rows, uploads: createUploads({ catalog, files, clock, guestMaxBytes }) }
  }
  const stored = async () => {
    const found = await readdir(folder, { recursive: true, withFileTypes: true })
    return found.filter(entry => entry.isFile()).map(entry => entry.name)
  }

  it('what breaks leaves neither bytes nor a row', async () => {
    const { uploads, scope, rows } = open()
    const broken = new Error('gone')
    const body = new Readable({ read() {} })
    const taken = uploads.take(scope, sent(body))
    body.push(Buffer.alloc(100))
    await expect.poll(stored).toHaveLength(1)
    expect(await rows()).toHaveLength(1)
    body.destroy(broken)
    await expect(taken).rejects.toBe(broken)
    expect(await stored()).toEqual([])
    expect(await rows()).toEqual([])
  })

  it('what breaks before anybody has begun to read it does too', async () => {
    const { uploads, scope, rows } = open()
    const body = new Readable({ read() {} })
    const taken = uploads.take(scope, sent(body))
    body.destroy(new Error('gone'))
    await expect(taken).rejects.toThrow('gone')
    expect(await stored()).toEqual([])
    expect(await rows()).toEqual([])
  })

  it('is cut as soon as it is more than a guest may keep', async () => {
    const { uploads, scope, rows } = open(1_000)
    let read = 0
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc((read += 100) && 100)
      })(),
      { objectMode: false, highWaterMark: 100 },
    )
    await expect(uploads.take(scope, sent(endless))).rejects.toMatchObject({ code: 'quota_exceeded' })
    expect(read).toBeLessThan(100_000)
    expect(await rows()).toEqual([])
    await expect(uploads.refuseFull(scope)).resolves.toBeUndefined()
    await uploads.take(scope, sent(Readable.from([Buffer.alloc(1_000)])))
    await expect(uploads.refuseFull(scope)).rejects.toMatchObject({ code: 'quota_exceeded' })
    await expect(uploads.refuseFull({ ...scope, kind: 'member' })).resolves.toBeUndefined()
  })

  it('is cleared away where no source was made of it within a day', async () => {
    const { uploads, scope, rows, clock, catalog } = open()
    const [used, unused] = [
      await uploads.take(scope, sent(Readable.from([Buffer.from('used')]))),
      await uploads.take(scope, sent(Readable.from([Buffer.from('unused')]))),
    ]
    const source = {
      id: newId(),
      bot_id: newId(),
      owner_id: scope.userId,
      type: 'file' as const,
      title: 'used',
      url: null,
      file_id: used.file_id,
      content_key: `sha256:${used.sha256}`,
      bytes: used.size,
      etag: null,
      last_modified: null,
      created_at: clock.now(),
      updated_at: clock.now(),
    }
    await catalog.write(async trx => void (await trx.insertInto('sources').values(source).execute()))
    await uploads.removeUnused()
    expect((await rows()).map(row => row.id).sort()).toEqual([used.file_id, unused.file_id].sort())

    await clock.advance(DAY_MS + 1)
    const fresh = await uploads.take(scope, sent(Readable.from([Buffer.from('fresh')])))
    await uploads.removeUnused()
    const left = await rows()
    expect(left.map(row => row.id).sort()).toEqual([used.file_id, fresh.file_id].sort())
    expect((await stored()).sort()).toEqual(left.map(row => row.storage_key).sort())
  })

  it('what a killed process has left is cleared away too, many at a time', async () => {
    const { uploads, scope, rows, clock, catalog, files } = open()
    const keys = Array.from({ length: 450 }, (_, n) => n.toString(16).padStart(32, '0'))
    await catalog.write(async trx => {
      for (const key of keys) {
        const about = { name: 'a', size: 0, media_type: 'text/plain', sha256: '' }
        const row = { id: newId(), owner_id: scope.userId, ...about, storage_key: key, created_at: clock.now() }
        await trx.insertInto('files').values(row).execute()
      }
    })
    await files.put(keys[0] ?? '', Readable.from([Buffer.from('half')]))
    await clock.advance(DAY_MS + 1)
    await uploads.removeUnused()
    expect(await rows()).toEqual([])
    expect(await stored()).toEqual([])
  })
})
