import type { Bot, Page } from '@folio/protocol'
import { expect, test } from 'vitest'
import type { Person } from './world/person.ts'
import { inEveryWorld } from './world/world.ts'

inEveryWorld(world => {
  test('there is one that needs no making, the first of the list, however many ask for it at once', async () => {
    const ana = await world.guest()
    const lists = await Promise.all(Array.from({ length: 8 }, () => ana.get<Page<Bot>>('/api/bots')))
    const [first] = lists[0]?.json.items ?? []
    expect(first).toMatchObject({ name: 'My documents', is_default: true, org_id: null, writable: true })
    // It answers all the same where its documents say nothing.
    expect(first?.refusal_text).toBeNull()
    for (const { json } of lists) expect(json).toEqual({ items: [first], next_cursor: null })
  })

  test('others are made, and say in plain words when their documents say nothing', async () => {
    const ana = await world.guest()
    const { status, json } = await ana.post<Bot>('/api/bots', { name: ' Cook ' })
    expect([status, json]).toMatchObject([
      201,
      { name: 'Cook', is_default: false, system_prompt: null, model: null, temperature: null, org_id: null },
    ])
    expect(json.refusal_text).toMatch(/documents/)
    const given = { name: 'B', system_prompt: 'Rhyme.', model: 'tokens-2', temperature: 0.5, refusal_text: 'No idea.' }
    const made = (await ana.post<Bot>('/api/bots', { ...given, org_id: 'o', is_default: true, owner_id: 'x' })).json
    expect(made).toMatchObject({ ...given, org_id: null, is_default: false })
    expect((await ana.post<Bot>('/api/bots', { name: 'C', refusal_text: null })).json.refusal_text).toBeNull()
    expect((await ana.get<Bot>(`/api/bots/${made.id}`)).json).toEqual(made)
  })

  test('what cannot be a bot is refused', async () => {
    const ana = await world.guest()
    for (const bad of [
      {},
      { name: '' },
      { name: 'x'.repeat(201) },
      { name: 'a\0b' },
      { name: 'a', temperature: 2.1 },
      { name: 'a', temperature: '1' },
      { name: 'a', refusal_text: ' ' },
    ]) {
      expect((await ana.post('/api/bots', bad)).status).toBe(400)
    }
    expect(await names(ana, '')).toEqual([['My documents']])
  })

  test('the list is read page by page, nothing twice and nothing left out', async () => {
    const ana = await world.guest()
    for (const name of ['1', '2', '3', '4']) await ana.bot({ name })
    expect(await names(ana, 'limit=2')).toEqual([['My documents', '4'], ['3', '2'], ['1']])
    expect(await names(ana, 'limit=1')).toEqual([['My documents'], ['4'], ['3'], ['2'], ['1']])
    expect((await ana.get('/api/bots?cursor=nonsense')).status).toBe(400)
  })

  test('each setting is changed by itself, also those of the first one', async () => {
    const ana = await world.guest()
    await ana.bot({ name: 'other' })
    for (const bot of (await ana.get<Page<Bot>>('/api/bots')).json.items) {
      let expected = bot
      for (const change of [{ name: 'N' }, { system_prompt: 'P' }, { temperature: 0 }, { refusal_text: null }]) {
        const { status, json } = await ana.patch<Bot>(`/api/bots/${bot.id}`, { ...change, is_default: true, id: 'x' })
        expected = { ...expected, ...change, updated_at: json.updated_at }
        expect([status, json]).toEqual([200, expected])
      }
      expect((await ana.patch(`/api/bots/${bot.id}`, {})).json).toEqual(expected)
    }
  })

  test('one that is removed is gone; the first one is there again, and new', async () => {
    const ana = await world.guest()
    await ana.bot({ name: 'other' })
    const before = (await ana.get<Page<Bot>>('/api/bots')).json.items
    for (const { id } of before) {
      expect((await ana.delete(`/api/bots/${id}`)).status).toBe(204)
      for (const answer of [await ana.get(`/api/bots/${id}`), await ana.delete(`/api/bots/${id}`)])
        expect([answer.status, answer.json.code]).toEqual([404, 'not_found'])
    }
    const { items } = (await ana.get<Page<Bot>>('/api/bots')).json
    expect(items.map(({ name }) => name)).toEqual(['My documents'])
    expect(before.map(({ id }) => id)).not.toContain(items[0]?.id)
  })

  test('ids that are none are as absent as those of others', async () => {
    const ana = await world.guest()
    for (const id of ['x', '0', 'default', '..%2f', '%00', '019aa000-0000-7000-8000-000000000000'])
      expect((await ana.get(`/api/bots/${id}`)).status).toBe(404)
  })

  test('a model that is not on offer is refused', async () => {
    await world.kill()
    await world.restart({ MODELS: 'tokens-2', OPENAI_MODEL: 'tokens-2' })
    const ana = await world.guest()
    const id = await ana.bot({ name: 'a', model: 'tokens-2' })
    for (const answer of [
      await ana.post('/api/bots', { name: 'a', model: 'other' }),
      await ana.patch(`/api/bots/${id}`, { model: 'other' }),
    ])
      expect([answer.status, answer.json.code]).toEqual([400, 'unknown_model'])
  })
})

/** The names on each page, to the last. */
async function names(ana: Person, query: string): Promise<string[][]> {
  const pages: string[][] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const { json }: { json: Page<Bot> } = await ana.get(`/api/bots?${query}${cursor && `&cursor=${cursor}`}`)
    pages.push(json.items.map(({ name }) => name))
    cursor = json.next_cursor
  }
  return pages
}
