import { beforeEach, expect, test } from 'vitest'
import { inEveryWorld } from './world/world.ts'

inEveryWorld(world => {
  beforeEach(() => world.fresh())

  test('of ten turns, each in order and nothing twice', async () => {
    const ana = await world.guest()
    const said: { role: string; content: string }[] = []
    for (let turn = 1; turn <= 10; turn++) {
      world.model.script([{ text: `answer ${turn}` }])
      const { content } = await ana.ended(await ana.say(`question ${turn}`))
      said.push({ role: 'user', content: `question ${turn}` })
      expect(world.model.requests.at(-1)?.messages).toEqual(said)
      said.push({ role: 'assistant', content })
    }
    expect(said).toHaveLength(20)
    expect(world.model.calls()).toBe(10)
  })

  test('the system prompt of the conversation comes first', async () => {
    const ana = await world.guest()
    const conversationId = await ana.conversation({ system_prompt: 'Speak like a pirate.' })
    await ana.ended(await ana.say('hello', { conversationId, model: 'tokens-2' }))
    expect(world.model.requests[0]?.messages).toEqual([
      { role: 'system', content: 'Speak like a pirate.' },
      { role: 'user', content: 'hello' },
    ])
  })

  test('the model is the one of the message, else of the conversation, else the default', async () => {
    const ana = await world.guest()
    const conversationId = await ana.conversation({ model: 'tokens-3' })
    await ana.ended(await ana.say('a', { conversationId }))
    await ana.ended(await ana.say('b', { conversationId, model: 'tokens-4' }))
    await ana.ended(await ana.say('c'))
    const { items } = (await ana.get<{ items: { id: string; default: boolean }[] }>('/api/models')).json
    expect(world.model.requests.map(({ model }) => model)).toEqual([
      'tokens-3',
      'tokens-4',
      items.find(model => model.default)?.id,
    ])
  })

  test('from a branch it hears that branch alone', async () => {
    world.model.script([{ text: 'first' }], [{ text: 'second' }], [{ text: 'third' }])
    const ana = await world.guest()
    const first = await ana.say('one')
    await ana.ended(first)
    await ana.ended(await ana.say('two'))
    await ana.ended(await ana.say('another two', { conversationId: first.conversationId, parentId: first.id }))
    expect(world.model.requests.at(-1)?.messages.map(({ content }) => content)).toEqual(['one', 'first', 'another two'])
    await ana.ended(await ana.say('anew', { conversationId: first.conversationId, parentId: null }))
    expect(world.model.requests.at(-1)?.messages.map(({ content }) => content)).toEqual(['anew'])
  })

  test('nobody hears what somebody else has said', async () => {
    const [ana, ben] = await Promise.all([world.guest(), world.guest()])
    await Promise.all(
      [ana, ben].map(async person => person.ended(await person.say(`I am ${person.id}`, { model: 'tokens-2' }))),
    )
    await Promise.all(
      [ana, ben].map(async person => person.ended(await person.say('who am I?', { model: 'tokens-3' }))),
    )
    for (const { messages } of world.model.requests) {
      const told = messages.map(({ content }) => content).join(' ')
      expect(told.includes(ana.id) && told.includes(ben.id)).toBe(false)
    }
  })
})
