import type { Conversation, Message, Page } from '@folio/protocol'
import { expect, test } from 'vitest'
import { newId } from '../src/lib/id.ts'
import type { Person } from './world/person.ts'
import { inEveryWorld } from './world/world.ts'

inEveryWorld(world => {
  test('made with an id of its own, a conversation is made once', async () => {
    const ana = await world.guest()
    const body = { id: newId(), title: ' Plans ', model: 'tokens-2', system_prompt: 'Be brief.' }
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => ana.post<Conversation>('/api/conversations', body)),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201])
    for (const { json } of answers) {
      expect(json).toMatchObject({
        ...body,
        title: 'Plans',
        pinned: false,
        archived: false,
        head_message_id: null,
        rev: 1,
        replying: false,
      })
    }
    const [first] = answers
    expect((await ana.get<Conversation>(`/api/conversations/${body.id}`)).json).toEqual(first?.json)
    const ben = await world.guest()
    const taken = await ben.post('/api/conversations', body)
    expect([taken.status, taken.json.code]).toEqual([422, 'id_taken'])
  })

  test('without a body it has everything by default, and its title comes from the first message', async () => {
    const ana = await world.guest()
    const { status, json } = await ana.ask<Conversation>('POST', '/api/conversations')
    expect([status, json.title, json.model]).toEqual([201, '', null])
    const content = 'What is the airspeed velocity of an unladen swallow, in metres per second?\nAfrican.'
    const reply = await ana.say(content, { conversationId: json.id, model: 'tokens-2' })
    await ana.ended(reply)
    const { title } = (await ana.get<Conversation>(`/api/conversations/${json.id}`)).json
    expect(title).toBe('What is the airspeed velocity of an unladen swallow, in…')
  })

  test('the list is read page by page, newest activity first, nothing twice and nothing left out', async () => {
    const ana = await world.guest()
    const ids: string[] = []
    for (let n = 0; n < 23; n++) ids.push(await ana.conversation({ title: `${n}` }))
    const pages = await readAll(ana, 'limit=5')
    expect(pages.map(page => page.length)).toEqual([5, 5, 5, 5, 3])
    expect(pages.flat()).toEqual(ids.toReversed())
    const reply = await ana.say('hello', { conversationId: ids[3] ?? '', model: 'tokens-2' })
    await ana.ended(reply)
    expect((await readAll(ana, 'limit=100')).flat()[0]).toBe(ids[3])
    for (const query of ['limit=0', 'limit=101', 'limit=x', 'cursor=nonsense', 'archived=maybe']) {
      expect((await ana.get(`/api/conversations?${query}`)).status).toBe(400)
    }
  })

  test('what is archived is listed apart', async () => {
    const ana = await world.guest()
    const [shown, hidden] = [await ana.conversation(), await ana.conversation()]
    await ana.patch(`/api/conversations/${hidden}`, { archived: true })
    expect((await readAll(ana, '')).flat()).toEqual([shown])
    expect((await readAll(ana, 'archived=true')).flat()).toEqual([hidden])
    await ana.patch(`/api/conversations/${hidden}`, { archived: false })
    expect((await readAll(ana, '')).flat()).toHaveLength(2)
  })

  test('each field is changed by itself, and what the server owns is not', async () => {
    const ana = await world.guest()
    const id = await ana.conversation({ title: 'before', model: 'tokens-2' })
    const path = `/api/conversations/${id}`
    const { json: before } = await ana.get<Conversation>(path)
    const changes = [
      { title: 'after' },
      { pinned: true },
      { archived: true },
      { model: null },
      { system_prompt: 'x' },
      { system_prompt: null },
    ]
    let expected = before
    for (const change of changes) {
      const { status, json } = await ana.patch<Conversation>(path, {
        ...change,
        id: newId(),
        user_id: newId(),
        rev: 99,
        name: 'x',
      })
      expected = { ...expected, ...change, rev: expected.rev + 1 }
      expect([status, json]).toEqual([200, expected])
    }
    for (const bad of [
      { title: '' },
      { title: 'x'.repeat(201) },
      { pinned: 'yes' },
      { title: 'a\0b' },
      { head_message_id: '7' },
    ]) {
      expect((await ana.patch(path, bad)).status).toBe(400)
    }
    expect((await ana.get<Conversation>(path)).json).toEqual(expected)
  })

  test('deleted it is gone with all its messages, and stays gone', async () => {
    const ana = await world.guest()
    const reply = await ana.say('hello', { model: 'tokens-2' })
    await ana.ended(reply)
    const path = `/api/conversations/${reply.conversationId}`
    expect((await ana.delete(path)).status).toBe(204)
    for (const gone of [path, `${path}/messages`, `/api/messages/${reply.id}`, `/api/messages/${reply.messageId}`]) {
      expect((await ana.get(gone)).status).toBe(404)
    }
    expect((await ana.delete(path)).status).toBe(404)
    expect((await ana.post(`${path}/messages`, { content: 'hello?' })).status).toBe(404)
    expect((await readAll(ana, '')).flat()).toEqual([])
  })

  test('messages are read window by window from the newest back, oldest first in each', async () => {
    const ana = await world.guest()
    const conversationId = await ana.conversation()
    for (let n = 0; n < 6; n++) await ana.ended(await ana.say(`question ${n}`, { conversationId, model: 'tokens-1' }))
    const path = `/api/conversations/${conversationId}/messages`
    const whole = (await ana.get<Page<Message>>(path)).json
    expect(whole.next_cursor).toBeNull()
    expect(whole.items.map(({ role }) => role)).toEqual(Array.from({ length: 6 }, () => ['user', 'assistant']).flat())
    const windows: Message[][] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const { json }: { json: Page<Message> } = await ana.get(`${path}?limit=5${cursor && `&before=${cursor}`}`)
      windows.unshift(json.items)
      cursor = json.next_cursor
    }
    expect(windows.map(window => window.length)).toEqual([2, 5, 5])
    expect(windows.flat()).toEqual(whole.items)
    expect((await ana.get(`${path}?before=${newId()}`)).status).toBe(404)
    expect((await ana.get(`${path}?before=x`)).status).toBe(400)
  })

  test('the head is switched to another branch, and to none that is elsewhere', async () => {
    const ana = await world.guest()
    const [here, there] = [await ana.conversation(), await ana.conversation()]
    const first = await ana.say('one', { conversationId: here, model: 'tokens-1' })
    await ana.ended(first)
    const second = await ana.say('two', { conversationId: here, model: 'tokens-1', parentId: null })
    await ana.ended(second)
    const elsewhere = await ana.say('three', { conversationId: there, model: 'tokens-1' })
    await ana.ended(elsewhere)
    const path = `/api/conversations/${here}`
    expect((await ana.get<Conversation>(path)).json.head_message_id).toBe(second.id)
    const switched = await ana.patch<Conversation>(path, { head_message_id: first.messageId })
    expect(switched.json.head_message_id).toBe(first.id)
    const { items } = (await ana.get<Page<Message>>(`${path}/messages`)).json
    expect(items.map(({ id }) => id)).toEqual([first.messageId, first.id])
    expect(items[0]?.sibling_ids).toEqual([first.messageId, second.messageId])
    for (const head of [elsewhere.id, newId()]) {
      expect((await ana.patch(path, { head_message_id: head })).status).toBe(404)
    }
    // A child of another parent is none of this one's.
    const astray = await ana.post(`${path}/messages`, { content: 'four', parent_id: elsewhere.id })
    expect(astray.status).toBe(404)
    expect((await ana.get<Page<Message>>(`/api/conversations/${there}/messages?before=${first.id}`)).status).toBe(404)
  })

  test('a model that is not on offer is refused before anything is written', async () => {
    await world.kill()
    await world.restart({ MODELS: 'tokens-2,tokens-3', OPENAI_MODEL: 'tokens-2' })
    const ana = await world.guest()
    const { items } = (await ana.get<{ items: { id: string; default: boolean }[] }>('/api/models')).json
    expect(items.map(({ id, default: isDefault }) => [id, isDefault])).toEqual([
      ['tokens-2', true],
      ['tokens-3', false],
    ])
    const conversationId = await ana.conversation()
    for (const [path, body] of [
      ['/api/conversations', { model: 'other' }],
      [`/api/conversations/${conversationId}/messages`, { content: 'hello', model: 'other' }],
    ] as const) {
      const { status, json } = await ana.post(path, body)
      expect([status, json.code]).toEqual([400, 'unknown_model'])
    }
    expect((await ana.patch(`/api/conversations/${conversationId}`, { model: 'other' })).status).toBe(400)
    expect((await readAll(ana, '')).flat()).toEqual([conversationId])
  })
})

/** The ids of each page, to the last. */
async function readAll(ana: Person, query: string): Promise<string[][]> {
  const pages: string[][] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const { json }: { json: Page<Conversation> } = await ana.get(
      `/api/conversations?${query}${cursor && `&cursor=${cursor}`}`,
    )
    pages.push(json.items.map(({ id }) => id))
    cursor = json.next_cursor
  }
  return pages
}
