import type { Bot, Page, Retrieved, Source } from '@folio/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openProxy, type Proxy } from '../src/lib/testing/proxy.ts'
import { openCatalog } from '../src/store/catalog.ts'
import { KINDS, type TestDatabase } from '../src/store/testing/databases.ts'
import { learn, sourceOf } from './world/library.ts'
import type { Person } from './world/person.ts'
import { inWorldsApart, openWorld, type World } from './world/world.ts'

const TEA = 'Green tea is steeped at eighty degrees for two minutes.'
const QUESTION = 'How is green tea steeped?'
const [, POSTGRES] = KINDS

inWorldsApart(world => {
  test('they are there, and nowhere else; what they say is with the chat', async () => {
    const ana = await world.guest()
    const bot = await ana.bot({ name: 'Tea' })
    const { file_id } = await ana.upload('tea.md', TEA, 'text/markdown')
    const { source_id } = await learn(ana, { type: 'file', file_id }, { bot_id: bot })
    const rows = async (table: 'bots' | 'sources' | 'files') =>
      (await world.catalog.selectFrom(table).select('id').where('owner_id', '=', ana.id).execute()).map(({ id }) => id)
    expect([await rows('bots'), await rows('sources'), await rows('files')]).toEqual([[bot], [source_id], [file_id]])
    for (const table of ['bots', 'sources', 'files', 'organisations'])
      await expect(isThere(world, table)).rejects.toThrow(/no such table|does not exist/)
    const documents = await world.db.selectFrom('documents').select('source_id').execute()
    expect(documents).toEqual([{ source_id }])
  })

  test('an answer stands on what its bot has learnt, until that is removed', async () => {
    const ana = await world.guest()
    const bot_id = await ana.bot({ name: 'Tea', refusal_text: 'No idea.' })
    const { source_id } = await learn(ana, { type: 'text', text: TEA, title: 'Tea' }, { bot_id })
    expect(await sourceOf(ana, source_id)).toMatchObject({ title: 'Tea', status: 'ready', passages: 1 })
    expect(await found(ana, bot_id)).toEqual([TEA])
    const conversationId = await ana.conversation({ bot_id })
    await world.fresh()
    world.model.script([{ text: 'At eighty degrees [1].' }])
    const row = await ana.ended(await ana.say(QUESTION, { conversationId }))
    expect(row.citations).toMatchObject([{ source_id, quote: TEA, removed: false }])

    expect((await ana.delete(`/api/training/delete/${source_id}`)).status).toBe(200)
    expect(await found(ana, bot_id)).toEqual([])
    expect((await ana.get<Page<Source>>(`/api/sources?bot_id=${bot_id}`)).json.items).toEqual([])
    expect((await ana.row(row)).citations).toMatchObject([{ removed: true }])
    const refused = await ana.ended(await ana.say(QUESTION, { conversationId }))
    expect(refused).toMatchObject({ content: 'No idea.', finish_reason: 'no_evidence' })
  })

  test('people of an organisation share what is there', async () => {
    const claims = { org_id: 'tea-drinkers' }
    const [admin, member] = [await world.external({ ...claims, role: 'admin' }), await world.external(claims)]
    const bot_id = await admin.bot({ name: 'Tea' })
    await learn(admin, { type: 'text', text: TEA }, { bot_id })
    expect(await found(member, bot_id)).toEqual([TEA])
    const stranger = await world.external({ org_id: 'others', role: 'admin' })
    expect((await stranger.post('/api/retrieve', { query: QUESTION, bot_id })).status).toBe(404)
  })

  test('its health is told beside that of the chat', async () => {
    const { json } = await world.ask('GET', '/health')
    expect(json).toMatchObject({ status: 'ok', checks: { database: { status: 'ok' }, dashboard: { status: 'ok' } } })
  })
})

describe.skipIf(POSTGRES.missing)(`while it is away${POSTGRES.missing ? ' (needs TEST_POSTGRES_URL)' : ''}`, () => {
  let world: World
  let dashboard: TestDatabase
  let way: Proxy
  beforeAll(async () => {
    dashboard = await POSTGRES.makeDatabase({ empty: true })
    way = await openProxy(dashboard.url)
    world = await openWorld('SQLite', { DASHBOARD_DATABASE_URL: way.url })
  })
  afterAll(async () => {
    await world?.close()
    await way?.close()
    await dashboard?.remove()
  })

  test('conversations go on; only who has documents is asked to try again', async () => {
    const [ana, ben, eve] = [await world.guest(), await world.guest(), await world.guest()]
    for (const person of [ana, eve]) await learn(person, { type: 'text', text: TEA })
    way.cut()
    await expect
      .poll(async () => (await world.ask('GET', '/health')).json, { timeout: 5_000 })
      .toMatchObject({ status: 'degraded', checks: { database: { status: 'ok' }, dashboard: { status: 'degraded' } } })
    for (const path of ['/api/bots', '/api/sources']) {
      const { status, json, headers } = await ana.get(path)
      expect([path, status, json.code]).toEqual([path, 503, 'unavailable'])
      expect(headers['retry-after']).toBeDefined()
    }
    expect((await ben.post('/api/bots', { name: 'Later' })).status).toBe(503)
    const carl = await world.external({ org_id: 'late-comers', role: 'admin' })
    for (const person of [ben, carl])
      expect(await person.ended(await person.say('hello', { model: 'tokens-2' }))).toMatchObject({ status: 'complete' })
    expect((await eve.delete('/auth/me')).status).toBe(204)
    const asked = await ana.say(QUESTION, { model: 'tokens-2' })
    expect(await ana.ended(asked)).toMatchObject({ status: 'failed', error: { code: 'retrieval_failed' } })

    way.heal()
    await expect.poll(async () => (await ana.get('/api/bots')).status, { timeout: 10_000 }).toBe(200)
    expect((await ana.get<Page<Bot>>('/api/bots')).json.items).toHaveLength(1)
    expect((await ana.post(`/api/messages/${asked.id}/continue`)).status).toBe(202)
    expect(await ana.ended(asked)).toMatchObject({ status: 'complete' })
    await expect.poll(async () => (await world.ask('GET', '/health')).json.status, { timeout: 5_000 }).toBe('ok')
    // Whoever has left meanwhile is forgotten as soon as that can be done.
    const { db } = openCatalog(dashboard.open())
    const left = () => db.selectFrom('sources').select('id').where('owner_id', '=', eve.id).execute()
    await expect.poll(left, { timeout: 20_000 }).toEqual([])
  })
})

async function found(person: Person, bot_id: string): Promise<string[]> {
  const { json } = await person.post<Retrieved>('/api/retrieve', { query: QUESTION, bot_id })
  return json.passages.map(({ text }) => text)
}

function isThere({ db }: World, table: string): Promise<unknown> {
  return db
    .selectFrom(table as 'users')
    .selectAll()
    .execute()
}
