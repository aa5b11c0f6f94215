import type { Citation, Exchange, Message } from '@folio/protocol'
import { beforeEach, expect, test } from 'vitest'
import { createGate } from './world/gate.ts'
import { learn } from './world/library.ts'
import { expectStatus, WAYS, type Person, type Reply } from './world/person.ts'
import { inEveryWorld, type World } from './world/world.ts'

const TEA = 'Green tea is steeped at eighty degrees for two minutes. Hotter water makes it bitter.'
const COFFEE =
  'Coffee is ground just before it is brewed. A coarse grind suits the French press, which takes four minutes.'
const WATER = 'Hard water dulls the taste of tea. Tea from soft water is clearer — 🌍 everywhere.'
const QUESTION = 'How is green tea steeped, and in which water?'

inEveryWorld(world => {
  beforeEach(() => world.fresh())

  test('a marker becomes a citation at its place, and whoever reads is told the same', async () => {
    const { ana, reply } = await asked(world, ['At eighty degrees [1]. Soft', ' water [', '2], ', 'not hard[2][1].'])
    const text = 'At eighty degrees. Soft water, not hard.'
    for (const way of WAYS) expect([way, await ana.read(reply, way)]).toEqual([way, text])
    const row = await ana.row(reply)
    expect(row).toMatchObject({ content: text, status: 'complete', finish_reason: 'stop', length: text.length })
    expect(placesIn(row)).toEqual([
      ['At eighty degrees', 1],
      ['At eighty degrees. Soft water', 2],
      ['At eighty degrees. Soft water, not hard', 2],
      ['At eighty degrees. Soft water, not hard', 1],
    ])
    await expectQuoted(ana, row.citations)
    const sse = await ana.follow(reply)
    expect(await sse.over).toBe('whole')
    const socket = await ana.socket()
    const frames = socket.follow(reply.id)
    await frames.over
    socket.close()
    for (const reader of [sse, frames]) {
      expect(reader.complete?.citations).toEqual(row.citations)
      const parts = reader.frames.flatMap(frame => (frame.type === 'chunk' && frame.part ? [frame.part] : []))
      expect(parts.slice(0, -1)).toEqual(row.citations.map(({ at: _, removed: __, ...part }) => part))
      expect(parts.at(-1)).toMatchObject({ type: 'end' })
    }
  })

  test('wherever the network cuts a marker, the reply is the same', { timeout: 60_000 }, async () => {
    const { ana, conversationId } = await librarian(world)
    const said = 'One [1], two [12] and three[2]. `x[1]` [4'
    const seen = new Set<string>()
    for (let at = 0; at <= said.length; at++) {
      world.model.script([{ text: said.slice(0, at) }, { waitMs: 15 }, { text: said.slice(at) }])
      const row = await ana.ended(await ana.say(QUESTION, { conversationId, parentId: null }))
      seen.add(JSON.stringify([row.content, placesIn(row)]))
    }
    expect([...seen].map(one => JSON.parse(one) as unknown)).toEqual([
      [
        'One, two and three. `x[1]` [4',
        [
          ['One', 1],
          ['One, two and three', 2],
        ],
      ],
    ])
  })

  test('from every address on, a reader is given what is behind it', async () => {
    const { ana, reply } = await asked(world, ['Tea [1], water [2] 🌍 [1].'])
    const row = await ana.row(reply)
    const whole = await ana.follow(reply)
    await whole.over
    const units = whole.frames.flatMap(frame =>
      frame.type !== 'chunk' ? [] : frame.part ? [JSON.stringify(frame.part)] : frame.chunk.split(''),
    )
    expect(units).toHaveLength(row.content.length + row.citations.length + 1)
    for (let offset = 0; offset <= units.length; offset++) {
      if (/^[\udc00-\udfff]/.test(units[offset] ?? '')) continue
      const reader = await ana.follow(reply, `1.${offset}`)
      expect(await reader.over).toBe('whole')
      const rest = reader.frames.flatMap(frame =>
        frame.type !== 'chunk' ? [] : frame.part ? [JSON.stringify(frame.part)] : frame.chunk.split(''),
      )
      expect(rest.filter(unit => unit !== '')).toEqual(units.slice(offset))
      expect(reader.complete?.citations).toEqual(row.citations)
    }
  })

  test('what a question leaves out is found by what was said before', async () => {
    const { ana, conversationId } = await librarian(world)
    world.model.script([{ text: 'A coarse one [1].' }], [{ text: 'These [1].' }])
    const bare = await ana.ended(await ana.say('How many minutes?', { conversationId }))
    expect(bare.citations.map(({ quote }) => quote)).toEqual([TEA])
    await ana.ended(await ana.say('Which grind suits the French press?', { conversationId, parentId: null }))
    const row = await ana.ended(await ana.say('How many minutes?', { conversationId }))
    expect(row.citations.map(({ quote }) => quote)).toEqual([COFFEE])
    const { messages } = world.model.requests.at(-1) ?? { messages: [] }
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user'])
    expect(messages[1]?.content).toBe('Which grind suits the French press?')
    expect(messages[2]?.content).toBe('These.')
    expect(messages[3]?.content).toMatch(/^<passages-\w+>\n[^]*\nHow many minutes\?$/)
    expect(await ana.ended(await ana.say('Why so?', { conversationId }))).toMatchObject({ finish_reason: 'stop' })
  })

  test('who has a document in no bot of their own choosing is answered from it too', async () => {
    const ana = await world.guest()
    await learn(ana, { type: 'text', title: 'Tea', text: TEA })
    world.model.script([{ text: 'Eighty [1].' }])
    const row = await ana.ended(await ana.say(QUESTION))
    expect(row.citations).toMatchObject([{ n: 1, title: 'Tea', quote: TEA, removed: false }])
    world.model.script([{ text: 'Paris [1].' }])
    const other = await ana.ended(await ana.say('xyzzy plugh?', { conversationId: await ana.conversation() }))
    expect(other).toMatchObject({ content: 'Paris [1].', citations: [] })
    expect(world.model.requests.at(-1)?.messages).toEqual([{ role: 'user', content: 'xyzzy plugh?' }])
  })

  test('what stands around a passage goes along, each piece with a number of its own', async () => {
    const ana = await world.guest()
    const chapters = ['Ants', 'Bees', 'Crows', 'Deer', 'Eels', 'Foxes', 'Geese']
    const text = chapters
      .map(name => `# ${name}\n\n${`${name} are told of here at some length. `.repeat(30)}`)
      .join('\n\n')
    const { file_id } = await ana.upload('animals.md', text)
    const { source_id } = await learn(ana, { type: 'file', file_id, title: 'Animals' })
    world.model.script([{ text: 'Here [1], then [2], before [3].' }])
    const row = await ana.ended(await ana.say('What about deer?'))
    const { messages } = world.model.requests[0] ?? { messages: [] }
    const shown = [
      ...(messages.at(-1)?.content ?? '').matchAll(/^\[(\d+)\] \{"title":"Animals","section":"(\w+)"\}$/gm),
    ]
    expect(shown.map(([, number, name]) => [Number(number), name])).toEqual([
      [5, 'Bees'],
      [3, 'Crows'],
      [1, 'Deer'],
      [2, 'Eels'],
      [4, 'Foxes'],
    ])
    expect(row.citations.map(({ quote }) => /^(?:# )?(\w+)/.exec(quote)?.[1])).toEqual(['Deer', 'Eels', 'Crows'])
    expect(row.citations.map(citation => citation.source_id)).toEqual([source_id, source_id, source_id])
    await expectQuoted(ana, row.citations)
  })

  test('a reply that goes on cites by the same numbers, and nothing twice', async () => {
    const { ana, conversationId } = await librarian(world)
    world.model.script([{ text: 'Soft water [2]' }, { text: ' [' }, 'hang'])
    const reply = await ana.say(QUESTION, { conversationId })
    const reader = await ana.follow(reply)
    await reader.until(() => reader.frames.some(frame => frame.type === 'chunk' && frame.part !== undefined))
    await ana.post(`/api/messages/${reply.id}/stop`)
    await reader.over
    const stopped = await ana.row(reply)
    expect(stopped).toMatchObject({ status: 'stopped', content: 'Soft water' })
    // What it has not cited yet is numbered behind what it has.
    world.model.script([{ text: ' [2], at eighty degrees [3] [2] [1].' }])
    expect((await ana.post<Exchange>(`/api/messages/${reply.id}/continue`)).json.reply.citations).toHaveLength(1)
    const row = await ana.ended(reply)
    expect(row).toMatchObject({ status: 'complete', content: 'Soft water, at eighty degrees.' })
    const [first, second, third] = row.citations
    expect(placesIn(row)).toEqual([
      ['Soft water', 2],
      ['Soft water, at eighty degrees', 3],
      ['Soft water, at eighty degrees', 2],
    ])
    expect(third?.quote).toBe(first?.quote)
    expect(second?.quote).not.toBe(first?.quote)
    await expectQuoted(ana, row.citations)
  })

  test('a killed server takes no citation with it', async () => {
    const { ana, conversationId } = await librarian(world)
    const gate = createGate()
    world.model.script([{ text: 'At eighty degrees [1], ' }, { text: 'then' }, { until: gate.opened }])
    const reply = await ana.say(QUESTION, { conversationId })
    const reader = await ana.follow(reply)
    await reader.until(() => reader.text.endsWith('then'))
    await world.kill(reply)
    gate.open()
    await reader.over
    await world.restart()
    world.model.script([{ text: ' two minutes [1].' }])
    await expect.poll(async () => (await ana.row(reply)).status, { timeout: 30_000 }).toBe('interrupted')
    const kept = await ana.row(reply)
    expect(placesIn(kept)).toEqual([['At eighty degrees', 1]])
    expect(kept.content).toBe('At eighty degrees, then')
    await ana.post(`/api/messages/${reply.id}/continue`)
    const row = await ana.ended(reply)
    expect(row.content).toBe('At eighty degrees, then two minutes.')
    expect(row.citations.map(({ n, quote }) => [n, quote])).toEqual([1, 1].map(n => [n, kept.citations[0]?.quote]))
    await expectQuoted(ana, row.citations)
  })

  test('of a source that was deleted the citation stays, and says so', async () => {
    const { ana, conversationId, reply } = await asked(world, ['At eighty [1], soft [2].'])
    const [first, second] = (await ana.row(reply)).citations
    expect(expectStatus(await ana.delete(`/api/training/delete/${first?.source_id}`), 200)).toBeTruthy()
    const expected = [
      { ...first, removed: true },
      { ...second, removed: false },
    ]
    expect((await ana.row(reply)).citations).toEqual(expected)
    const path = `/api/conversations/${conversationId}/messages`
    expect((await ana.get<{ items: Message[] }>(path)).json.items.at(-1)?.citations).toEqual(expected)
    const sse = await ana.follow(reply)
    const socket = await ana.socket()
    const frames = socket.follow(reply.id)
    for (const reader of [sse, frames]) {
      expect(await reader.over).toBe('whole')
      expect(reader.complete?.citations).toEqual(expected)
    }
    socket.close()
    world.model.script([{ text: 'Something [1] else [2].' }])
    const again = await ana.ended(await ana.say('From which water is tea clearer?', { conversationId }))
    expect(again.citations.map(({ quote }) => quote)).toEqual([WATER])
    expect(JSON.stringify(world.model.requests.at(-1)?.messages)).not.toContain(first?.quote)
  })
})

/** Somebody with three documents in a bot, and a conversation with it. */
async function librarian(world: World) {
  const ana = await world.guest()
  const bot = await ana.bot({ name: 'Librarian' })
  for (const [title, text] of Object.entries({ TEA, COFFEE, WATER }))
    await learn(ana, { type: 'text', title, text }, { bot_id: bot })
  return { ana, bot, conversationId: await ana.conversation({ bot_id: bot }) }
}

/** The same, when the model has answered in these pieces. */
async function asked(world: World, pieces: string[]): Promise<{ ana: Person; conversationId: string; reply: Reply }> {
  const { ana, conversationId } = await librarian(world)
  world.model.script(pieces.flatMap(text => [{ text }, { waitMs: 10 }]))
  const reply = await ana.say(QUESTION, { conversationId })
  await ana.ended(reply)
  return { ana, conversationId, reply }
}

/** What stands in front of each citation, and its number. */
function placesIn({ content, citations }: Message): [string, number][] {
  return citations.map(({ at, n }) => [content.slice(0, at), n])
}

/** What is quoted stands there, word for word. */
async function expectQuoted(person: Person, citations: readonly Citation[]): Promise<void> {
  expect(citations.length).toBeGreaterThan(0)
  for (const { source_id, start, end, quote } of citations) {
    const { text } = await person.get(`/api/sources/${source_id}/text`)
    expect(text.slice(start, end)).toBe(quote)
    expect(quote).not.toBe('')
  }
}
