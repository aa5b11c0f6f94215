import { request, type ClientRequest } from 'node:http'
import type { Problem } from '@folio/protocol'
import type { Imported } from '@folio/protocol/transfer'
import { expect, test } from 'vitest'
import { newId } from '../src/lib/id.ts'
import type { Person } from './world/person.ts'
import { exported, fileOf, imported, madeUp } from './world/transfer.ts'
import { inEveryWorld, type World } from './world/world.ts'

const MAX_IMPORT = 6_000_000
const at = '2026-01-02T03:04:05.678Z'

inEveryWorld(
  world => {
    test('what is wrong is refused with its place, and leaves nothing of its conversation', async () => {
      const ana = await world.guest()
      const [id, one, two] = [newId(), newId(), newId()]
      const whole = madeUp(newId(), [newId(), newId()])
      const bad = (change: object, more: object = {}) => {
        const [first = {}, second = {}] = (madeUp(id, [one, two]) as { messages: object[] }).messages
        return fileOf(whole, {
          ...madeUp(id, []),
          head_message_id: two,
          ...more,
          messages: [first, { ...second, ...change }],
        })
      }
      const path = 'conversations.1.messages.1'
      for (const [file, place] of [
        [bad({ role: 'system' }), `${path}.role`],
        [bad({ parent_id: newId() }), `${path}.parent_id`],
        [bad({ id: one }), `${path}.id`],
        [bad({ content: 'a\0b' }), `${path}.content`],
        [bad({ marks: [[99, { type: 'wait', reason: 'r', delay_ms: 1 }]] }), `${path}.marks.0.0`],
        [bad({ marks: [[0, { type: 'spell' }]] }), `${path}.marks.0.1.type`],
        [bad({}, { head_message_id: newId() }), 'conversations.1.head_message_id'],
        [bad({}, { created_at: 'yesterday' }), 'conversations.1.created_at'],
        [{ format: 'folio', version: 2, conversations: [] }, 'version'],
        [{ conversations: [whole] }, 'conversations'],
        [fileOf('nothing' as unknown as object), 'conversations.0'],
        [{ ...fileOf(), sources: [{ bytes: ['not base64!'] }] }, 'sources'],
      ] as const) {
        const { status, json } = await ana.post<Problem>('/api/import', file)
        expect([status, json.code, json.errors?.[0]?.path]).toEqual([
          400,
          'invalid_request',
          expect.stringContaining(place),
        ])
      }
      // What stood before is there, once; of the other nothing is.
      expect((await exported(ana)).conversations.map(each => each.id)).toEqual([(whole as { id: string }).id])
      expect((await ana.get(`/api/messages/${one}`)).status).toBe(404)
      expect(await leftovers(world, ana)).toEqual([])
      // And the same ids are free.
      const again = fileOf(madeUp(id, [one, two], { model: 'not-on-offer' }))
      expect(await imported(ana, again)).toMatchObject({ conversations: 1, messages: 2 })
      // A model that nobody offers here comes by no back door.
      expect((await ana.get(`/api/conversations/${id}`)).json.model).toBeNull()
    })

    test('an upload that is cut leaves nothing half', async () => {
      const ana = await world.guest()
      const [first, second] = [newId(), newId()]
      const ids = Array.from({ length: 400 }, () => newId())
      const text = JSON.stringify(fileOf(madeUp(first, [newId()]), madeUp(second, ids)))
      const sending = begin(world, ana)
      sending.write(text.slice(0, -1_000))
      const listed = async () => (await exported(ana)).conversations.map(each => each.id)
      await expect.poll(listed, { timeout: 10_000 }).toEqual([first])
      await expect.poll(async () => (await leftovers(world, ana)).length, { timeout: 10_000 }).toBeGreaterThan(0)
      expect((await ana.get(`/api/conversations/${second}`)).status).toBe(404)
      sending.destroy()
      await expect.poll(() => leftovers(world, ana), { timeout: 10_000 }).toEqual([])
      expect(await listed()).toEqual([first])
      expect(await imported(ana, JSON.parse(text))).toEqual({
        conversations: 1,
        messages: 400,
        sources: 0,
        skipped: 1,
        reasons: { already_there: 1 },
      })
    })

    test('what a killed import has left is out of the way of the same file', async () => {
      const ana = await world.guest()
      const [laid, id, ...ids] = [newId(), newId(), newId(), newId()]
      const { db } = world
      await db.insertInto('users').values({ id: laid, kind: 'guest', rev: 0, created_at: 0 }).execute()
      await db.insertInto('imports').values({ id: laid, user_id: ana.id, at: Date.now() }).execute()
      const flags = { pinned: 0, archived: 0, rev: 0, user_rev: 0, created_at: 0, updated_at: 0 } as const
      await db
        .insertInto('conversations')
        .values({ id, user_id: laid, title: 'Made up', ...flags })
        .execute()
      expect(await imported(ana, fileOf(madeUp(id, ids)))).toMatchObject({ conversations: 1, skipped: 0 })
      expect(await imported(ana, fileOf(madeUp(id, ids)))).toMatchObject({ conversations: 0, skipped: 1 })
      expect((await exported(ana)).conversations.map(each => each.id)).toEqual([id])
      expect(await leftovers(world, ana)).toEqual([])
    })

    test('what is hostile, broken or no file of conversations is refused', async () => {
      const ana = await world.guest()
      const head = '{"format":"folio","version":1,'
      const texts: [string | Buffer, number, string][] = [
        ['', 400, 'malformed_json'],
        ['{"format":"folio"', 400, 'malformed_json'],
        [`${head}"conversations":[`, 400, 'malformed_json'],
        [`${head}"conversations":[]}}`, 400, 'malformed_json'],
        ['3', 400, 'invalid_request'],
        ['[]', 400, 'invalid_request'],
        ['{}', 400, 'invalid_request'],
        ['{"hello":1}', 400, 'invalid_request'],
        ['[1]', 400, 'invalid_request'],
        [`${head}"conversations":{}}`, 400, 'invalid_request'],
        [`${head}"conversations":${'['.repeat(5_000)}`, 400, 'malformed_json'],
        [`${head}"junk":[${'[],'.repeat(200_000)}[]]}`, 400, 'malformed_json'],
        [`${head}"conversations":[{"__proto__":{"id":1}}]}`, 400, 'malformed_json'],
        [
          Buffer.concat([Buffer.from(`${head}"a":"`), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
          400,
          'malformed_json',
        ],
      ]
      for (const [body, status, code] of texts) {
        const headers = { 'content-type': 'application/json' }
        const answer = await ana.ask<Problem>('POST', '/api/import', { headers, body })
        expect([String(body).slice(0, 60), answer.status, answer.json.code]).toEqual([
          String(body).slice(0, 60),
          status,
          code,
        ])
      }
      const form = await ana.ask<Problem>('POST', '/api/import', {
        headers: { 'content-type': 'text/plain' },
        body: '{}',
      })
      expect([form.status, form.json.code]).toEqual([415, 'unsupported_media_type'])
      expect((await exported(ana)).conversations).toEqual([])
    })

    test('what grows too large as it comes is refused before its end', async () => {
      const ana = await world.guest()
      const head = '{"format":"folio","version":1'
      const junk = Array.from({ length: 7 }, (_, n) => `,"junk${n}":"${'x'.repeat(1_000_000)}"`)
      expect(await answerTo(world, ana, head + junk.join(''))).toBe(413)
      expect(await answerTo(world, ana, `${head},"junk":"${'x'.repeat(5_000_000)}`)).toBe(400)
    })

    test('one import at a time', async () => {
      const ana = await world.guest()
      const sending = begin(world, ana)
      sending.write(JSON.stringify(fileOf(madeUp(newId(), [newId()]))).slice(0, -1))
      await expect.poll(async () => (await exported(ana)).conversations.length, { timeout: 10_000 }).toBe(1)
      const second = await ana.post<Problem>('/api/import', fileOf())
      expect([second.status, second.json.code]).toEqual([429, 'too_many_requests'])
      sending.destroy()
      const third = async () => (await ana.post('/api/import', fileOf())).status
      await expect.poll(third, { timeout: 10_000 }).toBe(200)
    })

    test('a guest’s documents that do not fit are left out, and told', async () => {
      const ana = await world.guest()
      const source = (n: number) => ({
        id: newId(),
        bot_id: newId(),
        type: 'text',
        title: `Note ${n}`,
        text: [`This is note ${n}.`],
        created_at: at,
      })
      const file = { ...fileOf(), sources: [source(1), source(2), source(3), { ...source(4), text: [] }] }
      const told = await ana.post<Imported>('/api/import', { format: file.format, version: 1, sources: file.sources })
      expect(told.json).toMatchObject({ sources: 2, skipped: 2, reasons: { quota_exceeded: 1, empty: 1 } })
      const large = { ...source(5), type: 'file', file: { name: 'a.txt', media_type: 'text/plain' } }
      const bytes = Array.from({ length: 30 }, () => Buffer.alloc(48_000).toString('base64'))
      expect(await imported(ana, { format: 'folio', version: 1, sources: [{ ...large, bytes }] })).toMatchObject({
        sources: 0,
        reasons: { quota_exceeded: 1 },
      })
    })
  },
  {
    MODELS: 'a-model',
    MAX_IMPORT_BYTES: String(MAX_IMPORT),
    GUEST_MAX_SOURCES: '2',
    GUEST_MAX_SOURCE_BYTES: '1000000',
  },
)

function begin({ base }: World, { credentials }: Person): ClientRequest {
  const headers = { ...credentials, 'content-type': 'application/json' }
  return request(`${base}/api/import`, { method: 'POST', agent: false, headers }).on('error', () => {})
}

/** The status that comes while the rest of the body is still on its way. */
async function answerTo(world: World, person: Person, beginning: string): Promise<number | undefined> {
  const sending = begin(world, person)
  const answered = new Promise<number | undefined>(resolve => {
    sending.on('response', response => resolve(response.resume().statusCode))
  })
  sending.write(beginning)
  const status = await answered
  sending.destroy()
  return status
}

/** What is laid down for somebody and is not theirs yet. */
async function leftovers({ db }: World, { id }: Person): Promise<unknown[]> {
  return db.selectFrom('imports').select('id').where('user_id', '=', id).execute()
}
