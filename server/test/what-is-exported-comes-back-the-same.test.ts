import type { Conversation, Message, Page, Source } from '@folio/protocol'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../src/lib/id.ts'
import { createGate } from './world/gate.ts'
import { allJobsEnded, learn } from './world/library.ts'
import { expectStatus, type Person } from './world/person.ts'
import { exported, fileOf, imported, madeUp, type Exported } from './world/transfer.ts'
import { inEveryWorld, openWorld, type World } from './world/world.ts'

const TEA = '# Tea\n\nGreen tea is steeped at eighty degrees for two minutes. Hotter water makes it bitter — 🌍.'
const COFFEE = 'Coffee is ground just before it is brewed. A coarse grind suits the French press.'

inEveryWorld(world => {
  let empty: World
  beforeAll(async () => {
    empty = await openWorld(world.kind)
  })
  afterAll(() => empty?.close())
  beforeEach(() => world.fresh())

  test('export, import into an empty server, export again: equal', async () => {
    const ana = await world.member()
    const { conversationId } = await livedIn(world, ana)
    const file = await exported(ana)
    const [conversation] = file.conversations.filter(({ id }) => id === conversationId)
    expect(conversation).toMatchObject({ title: 'About tea', pinned: true, archived: true, system_prompt: 'Be brief.' })
    expect(conversation?.messages.map(({ role, status }) => `${role} ${status}`)).toEqual([
      'user complete',
      'assistant complete',
      'assistant failed',
      'user complete',
      'assistant stopped',
    ])
    expect(file.sources.map(({ title, bytes, text }) => [title, bytes.length, text.join('')])).toEqual(
      expect.arrayContaining([
        ['Tea', 1, TEA],
        ['Coffee', 0, COFFEE],
      ]),
    )

    const bob = await empty.member()
    const messages = file.conversations.flatMap(each => each.messages).length
    expect(await imported(bob, file)).toEqual({ conversations: 2, messages, sources: 2, skipped: 0, reasons: {} })
    await allJobsEnded(empty)
    const again = await exported(bob)
    expect({ ...again, exported_at: '' }).toEqual({ ...file, exported_at: '' })

    // What is seen is the same too: versions, their order, what was thought of them, and where citations lead.
    const shown = async (person: Person) => (await messagesOf(person, conversationId)).map(seen)
    expect(await shown(bob)).toEqual(await shown(ana))
    const cited = (await messagesOf(bob, conversationId)).flatMap(({ citations }) => citations)
    expect(cited.length).toBeGreaterThan(0)
    for (const { source_id, start, end, quote, removed } of cited) {
      expect(removed).toBe(false)
      expect((await bob.get(`/api/sources/${source_id}/text?start=${start}&end=${end}`)).text).toBe(quote)
    }
    const found = await bob.get<Page<{ conversation_id: string }>>('/api/search?q=eighty')
    expect(found.json.items.map(item => item.conversation_id)).toContain(conversationId)

    // The same file once more adds nothing.
    const nothing = { conversations: 0, messages: 0, sources: 0, skipped: 4, reasons: { already_there: 4 } }
    expect(await imported(bob, file)).toEqual(nothing)
    expect({ ...(await exported(bob)), exported_at: '' }).toEqual({ ...file, exported_at: '' })
  })

  test('a conversation goes on where it came to', async () => {
    const ana = await world.guest()
    const ids = [newId(), newId()]
    const id = newId()
    await imported(ana, fileOf(madeUp(id, ids)))
    const reply = await ana.say('And now?', { conversationId: id, model: 'tokens-2' })
    expect((await ana.ended(reply)).status).toBe('complete')
    expect(world.model.requests.at(-1)?.messages.map(({ content }) => content)).toEqual([
      'message 0',
      'message 1',
      'And now?',
    ])
    const [first, second] = ids
    expect((await messagesOf(ana, id)).map(({ id: each }) => each)).toEqual([first, second, reply.messageId, reply.id])
    const other = await ana.post<{ reply: Message }>(`/api/messages/${second}/regenerate`, { model: 'tokens-2' })
    expect(expectStatus(other, 202).reply.sibling_ids).toEqual([second, other.json.reply.id])
  })

  test('what is under way comes back as interrupted', async () => {
    const gate = createGate()
    const ana = await world.guest()
    world.model.script([{ text: 'Half' }, { until: gate.opened }])
    const { conversationId } = await ana.say('hello')
    const [one] = (await exported(ana, conversationId)).conversations
    expect(one?.messages.map(({ status }) => status)).toEqual(['complete', 'interrupted'])
    gate.open()
    const bob = await empty.guest()
    await imported(bob, fileOf(...[one].flatMap(each => each ?? [])))
    expect((await messagesOf(bob, conversationId)).at(-1)).toMatchObject({
      status: 'interrupted',
      error: { code: 'server_stopped' },
    })
    expect(expectStatus(await bob.get<Conversation>(`/api/conversations/${conversationId}`), 200).replying).toBe(false)
  })

  test('ids that are somebody else’s become others, the same each time', async () => {
    const ana = await world.member()
    const { conversationId } = await livedIn(world, ana)
    const file = await exported(ana, conversationId)
    const bob = await world.member()
    expect(await imported(bob, file)).toMatchObject({ conversations: 1, sources: 1, skipped: 0 })
    await allJobsEnded(world)
    const theirs = (await exported(bob)).conversations
    const [copy] = theirs
    expect(theirs).toHaveLength(1)
    expect(copy?.id).not.toBe(conversationId)
    const ids = (each: Exported['conversations'][number] | undefined) => each?.messages.map(({ id }) => id) ?? []
    expect(ids(copy).filter(id => ids(file.conversations[0]).includes(id))).toEqual([])
    expect(shapeOf(copy)).toEqual(shapeOf(file.conversations[0]))
    // Citations lead to what is now Bob's own.
    for (const { citations } of await messagesOf(bob, copy?.id ?? ''))
      for (const { source_id, quote, start, end, removed } of citations) {
        expect(removed).toBe(false)
        expect(expectStatus(await bob.get<Source>(`/api/sources/${source_id}`), 200).title).toBe('Tea')
        expect((await bob.get(`/api/sources/${source_id}/text?start=${start}&end=${end}`)).text).toBe(quote)
      }
    expect(await imported(bob, file)).toMatchObject({ conversations: 0, reasons: { already_there: 2 } })
    // Nothing of Ana's has changed hands.
    expect({ ...(await exported(ana, conversationId)), exported_at: '' }).toEqual({ ...file, exported_at: '' })
  })

  test('every device hears of what comes in', async () => {
    const ana = await world.guest()
    const device = await ana.socket()
    await device.first('connected')
    const id = newId()
    await imported(ana, fileOf(madeUp(id, [newId(), newId()])))
    expect(await device.first('conversation', ({ conversation_id }) => conversation_id === id)).toMatchObject({
      change: 'created',
      title: 'Made up',
    })
    device.close()
  })
})

/** A bot with a document, a conversation with versions, citations, a failure and a stop, and another one. */
async function livedIn(world: World, ana: Person): Promise<{ conversationId: string }> {
  const bot = await ana.bot({ name: 'Barista', system_prompt: 'You know tea.', temperature: 0.5, refusal_text: null })
  const { file_id } = await ana.upload('Tea.md', TEA, 'text/markdown')
  await learn(ana, { type: 'file', file_id, title: 'Tea' }, { bot_id: bot })
  await learn(ana, { type: 'text', title: 'Coffee', text: COFFEE })
  const conversationId = await ana.conversation({ bot_id: bot, model: 'a-model', system_prompt: 'Be brief.' })
  world.model.script(
    [{ text: 'At eighty degrees [1]. Two minutes [1].' }],
    [{ status: 400 }],
    [{ text: 'Warm' }, 'hang'],
  )
  const first = await ana.say('How is green tea steeped?', { conversationId })
  await ana.ended(first)
  const again = await ana.post<{ reply: Message }>(`/api/messages/${first.id}/regenerate`, {})
  await ana.ended(expectStatus(again, 202).reply)
  expectStatus(
    await ana.ask('PUT', `/api/messages/${first.id}/feedback`, { body: { rating: 'up', comment: 'Yes.' } }),
    204,
  )
  const edited = await ana.post<{ reply: Message }>(`/api/messages/${first.messageId}/edit`, {
    content: 'How is tea steeped?',
  })
  const { reply } = expectStatus(edited, 202)
  await expect.poll(async () => (await ana.row(reply)).status).toBe('streaming')
  await ana.post(`/api/messages/${reply.id}/stop`)
  await ana.ended(reply)
  await ana.patch(`/api/conversations/${conversationId}`, {
    title: 'About tea',
    pinned: true,
    archived: true,
    head_message_id: first.id,
  })
  world.model.script([{ text: 'Hello.' }])
  await ana.ended(await ana.say('Hi', { conversationId: await ana.conversation() }))
  return { conversationId }
}

async function messagesOf(person: Person, conversationId: string): Promise<Message[]> {
  return expectStatus(await person.get<Page<Message>>(`/api/conversations/${conversationId}/messages`), 200).items
}

/** Without what counts the changes that led there. */
const seen = ({ rev: _, ...message }: Message) => message

/** A tree by the places of its messages instead of their ids. */
function shapeOf(conversation: Exported['conversations'][number] | undefined): unknown {
  const places = new Map(conversation?.messages.map(({ id }, place) => [id, place]))
  return {
    head: places.get(conversation?.head_message_id ?? ''),
    messages: conversation?.messages.map(({ content, parent_id, status, feedback, marks }) => ({
      content,
      parent: parent_id === null ? null : places.get(parent_id),
      status,
      feedback,
      marks: marks.map(([offset, mark]) => [offset, mark.type]),
    })),
  }
}
