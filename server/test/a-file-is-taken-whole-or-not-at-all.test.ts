import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import type { FileResource, Problem } from '@folio/protocol'
import { expect, test } from 'vitest'
import { FORM_TYPE, formOf, headOf } from './world/form.ts'
import type { Person } from './world/person.ts'
import { inEveryWorld, type World } from './world/world.ts'

const MAX_BODY = 100_000
const MAX_FILE = 2_000_000
const GUEST_MAX = 1_000_000

inEveryWorld(
  world => {
    test('it is stored as it is, by a name that says nothing, for nobody else on the machine', async () => {
      const ana = await world.member()
      const bytes = randomBytes(MAX_BODY * 3)
      const file = await ana.upload('../../été.pdf', bytes, 'application/pdf')
      expect(file).toEqual({
        file_id: file.file_id,
        name: 'été.pdf',
        size: bytes.length,
        media_type: 'application/pdf',
        sha256: hashOf(bytes),
      })
      const row = await rowOf(world, file)
      expect(row).toMatchObject({ owner_id: ana.id, name: 'été.pdf', size: bytes.length })
      expect(row?.storage_key).toMatch(/^[\da-f]{32}$/)
      expect((await stat(pathOf(world, row?.storage_key ?? ''))).mode & 0o777).toBe(0o600)
    })

    test('the same bytes twice are two files', async () => {
      const ana = await world.member()
      const [one, two] = [await ana.upload('a.txt', 'hello'), await ana.upload('a.txt', 'hello')]
      expect(one.file_id).not.toBe(two.file_id)
      expect(one.sha256).toBe(two.sha256)
    })

    test('up to the limit it is taken, and one byte more is not', async () => {
      const ana = await world.member()
      expect((await ana.upload('a.bin', Buffer.alloc(MAX_FILE))).size).toBe(MAX_FILE)
      expect(await refused(ana, formOf({ name: 'a.bin', bytes: Buffer.alloc(MAX_FILE + 1) }))).toEqual([
        413,
        'body_too_large',
      ])
    })

    test('what announces to be too large is refused before it is sent', async () => {
      const { socket, answered } = begin(world, await world.member(), { 'content-length': '999999999' })
      expect(await answered).toBe(413)
      socket.destroy()
    })

    test('what grows too large as it comes is refused before its end', async () => {
      const { socket, answered } = begin(world, await world.member(), { 'transfer-encoding': 'chunked' })
      socket.write(headOf({ name: 'a.bin' }))
      socket.write(Buffer.alloc(MAX_FILE + 1))
      expect(await answered).toBe(413)
      socket.destroy()
    })

    test('what is cut midway was never there', async () => {
      const ana = await world.member()
      const before = (await listStored(world)).length
      const { socket } = begin(world, ana, { 'content-length': String(MAX_FILE) })
      socket.write(headOf({ name: 'a.bin' }))
      socket.write(Buffer.alloc(500_000))
      await expect.poll(async () => (await listStored(world)).length).toBe(before + 1)
      expect(await world.catalog.selectFrom('files').select('sha256').where('owner_id', '=', ana.id).execute()).toEqual(
        [{ sha256: '' }],
      )
      socket.destroy()
      await expect.poll(async () => (await listStored(world)).length).toBe(before)
      await expect
        .poll(() => world.catalog.selectFrom('files').select('id').where('owner_id', '=', ana.id).execute())
        .toEqual([])
    })

    test('what is no form, has no file, or has two, is refused', async () => {
      const ana = await world.member()
      const none = { headers: { 'content-type': 'application/json' }, body: Buffer.from('{}') }
      expect(await refused(ana, none)).toEqual([415, 'unsupported_media_type'])
      expect(await refused(ana, formOf({ field: 'title', bytes: 'hello' }))).toEqual([400, 'invalid_request'])
      const two = formOf({ name: 'a', bytes: 'a' }, { name: 'b', bytes: 'b' })
      expect(await refused(ana, two)).toEqual([400, 'invalid_request'])
      expect(await refused(ana, { ...two, body: two.body.subarray(0, -20) })).toEqual([400, 'invalid_request'])
      expect((await ana.get('/auth/me')).status).toBe(200)
    })

    test('no other address takes so much', async () => {
      const ana = await world.member()
      for (const path of ['/api/conversations', '/api/files/x', '/API/files', '/api/files%2F']) {
        const answer = await ana.ask<Problem>('POST', path, formOf({ name: 'a', bytes: Buffer.alloc(MAX_BODY) }))
        expect([path, answer.status]).toEqual([path, 413])
      }
    })

    test('a guest may keep so much and no more, also by sending all at once', async () => {
      const guest = await world.guest()
      const form = formOf({ name: 'a.bin', bytes: Buffer.alloc(400_000) })
      const answers = await Promise.all(Array.from({ length: 8 }, () => guest.ask<Problem>('POST', '/api/files', form)))
      const taken = answers.filter(({ status }) => status === 201)
      expect(taken.length).toBeLessThanOrEqual(2)
      for (const answer of answers.filter(({ status }) => status !== 201))
        expect([answer.status, answer.json.code]).toEqual([429, 'quota_exceeded'])
      for (let n = taken.length; n < 2; n++) await guest.upload('a.bin', Buffer.alloc(400_000))
      expect(await refused(guest, form)).toEqual([429, 'quota_exceeded'])
      expect((await guest.upload('b.bin', Buffer.alloc(200_000))).size).toBe(200_000)
      expect(await refused(guest, formOf({ name: 'c', bytes: 'x' }))).toEqual([429, 'quota_exceeded'])
    })

    test('after all that each file is there whole, and nothing else', async () => {
      const rows = await world.catalog.selectFrom('files').selectAll().execute()
      expect(rows.length).toBeGreaterThan(5)
      expect((await listStored(world)).sort()).toEqual(rows.map(row => row.storage_key).sort())
      for (const row of rows) {
        const bytes = await readFile(pathOf(world, row.storage_key))
        expect([bytes.length, hashOf(bytes)]).toEqual([row.size, row.sha256])
      }
    })
  },
  { MAX_BODY_BYTES: String(MAX_BODY), MAX_FILE_BYTES: String(MAX_FILE), GUEST_MAX_SOURCE_BYTES: String(GUEST_MAX) },
)

async function refused(person: Person, form: { headers: Record<string, string>; body: Buffer }) {
  const { status, json } = await person.ask<Problem>('POST', '/api/files', form)
  return [status, json.code]
}

/** A request whose body is written by whoever began it. */
function begin(world: World, { credentials }: Person, headers: Record<string, string>) {
  const socket = request(`${world.base}/api/files`, {
    method: 'POST',
    agent: false,
    headers: { ...credentials, 'content-type': FORM_TYPE, ...headers },
  })
  socket.flushHeaders()
  const answered = new Promise<number>((resolve, reject) => {
    socket.on('response', response => resolve(response.resume().statusCode ?? 0))
    socket.on('error', reject)
  })
  answered.catch(() => {})
  return { socket, answered }
}

const folderOf = ({ env }: World) => join(env.DATA_DIR ?? '', 'files')
const pathOf = (world: World, key: string) => join(folderOf(world), key.slice(0, 2), key)

async function listStored(world: World): Promise<string[]> {
  const found = await readdir(folderOf(world), { recursive: true, withFileTypes: true }).catch(() => [])
  return found.filter(entry => entry.isFile()).map(entry => entry.name)
}

function rowOf({ catalog }: World, { file_id: id }: FileResource) {
  return catalog.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirst()
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
