import type { Conversation } from '@folio/protocol'
import { beforeEach, expect, test } from 'vitest'
import { newId } from '../src/lib/id.ts'
import { learn } from './world/library.ts'
import { WAYS } from './world/person.ts'
import { inEveryWorld } from './world/world.ts'

const TEA = 'Green tea is steeped at eighty degrees for two minutes. Hotter water makes it bitter.'
const REFUSAL = 'My documents are about tea.'

inEveryWorld(world => {
  beforeEach(() => world.fresh())

  test('in its own words, and no model is asked', async () => {
    const ana = await world.guest()
    const bot = await ana.bot({ name: 'Tea', refusal_text: REFUSAL })
    await learn(ana, { type: 'text', title: 'Tea', text: TEA }, { bot_id: bot })
    const conversationId = await ana.conversation({ bot_id: bot })
    const reply = await ana.say('Who won the football championship?', { conversationId })
    for (const way of WAYS) expect(await ana.read(reply, way)).toBe(REFUSAL)
    expect(await ana.row(reply)).toMatchObject({
      status: 'complete',
      content: REFUSAL,
      finish_reason: 'no_evidence',
      citations: [],
      token_count: 0,
      error: null,
    })
    const reader = await ana.follow(reply)
    await reader.over
    expect(reader.complete).toMatchObject({ finish_reason: 'no_evidence', citations: [] })
    expect(world.model.calls()).toBe(0)
    await ana.ended(await ana.say('How is green tea steeped?', { conversationId }))
    expect(world.model.calls()).toBe(1)
    const [system] = world.model.requests[0]?.messages ?? []
    expect(system).toMatchObject({ role: 'system', content: expect.stringContaining(REFUSAL) as string })
  })

  test('before it knows anything too, unless it is to answer all the same', async () => {
    const ana = await world.guest()
    const [strict, open] = [await ana.bot({ name: 'Strict' }), await ana.bot({ name: 'Open', refusal_text: null })]
    const ask = async (bot_id: string) =>
      ana.ended(await ana.say('hello', { conversationId: await ana.conversation({ bot_id }) }))
    expect(await ask(strict)).toMatchObject({
      finish_reason: 'no_evidence',
      content: 'The documents I was given do not say anything about this.',
    })
    expect(world.model.calls()).toBe(0)
    world.model.script([{ text: 'Hello [1].' }])
    expect(await ask(open)).toMatchObject({ finish_reason: 'stop', content: 'Hello [1].' })
    expect(world.model.requests[0]?.messages).toEqual([{ role: 'user', content: 'hello' }])
  })

  test('a bot answers with its own prompt, model and temperature', async () => {
    const ana = await world.guest()
    const settings = {
      system_prompt: 'You are a tea master.',
      model: 'tokens-3',
      temperature: 0.25,
      refusal_text: null,
    }
    const bot = await ana.bot({ name: 'Tea', ...settings })
    const made = await ana.post<Conversation>('/api/conversations', { bot_id: bot, system_prompt: 'Be brief.' })
    expect(made.json).toMatchObject({ bot_id: bot, model: 'tokens-3' })
    await ana.ended(await ana.say('hello', { conversationId: made.json.id }))
    expect(world.model.requests[0]).toMatchObject({
      model: 'tokens-3',
      temperature: 0.25,
      messages: [
        { role: 'system', content: 'You are a tea master.\n\nBe brief.' },
        { role: 'user', content: 'hello' },
      ],
    })
    await ana.ended(await ana.say('hello', { model: 'tokens-2' }))
    expect(world.model.requests[1]).not.toHaveProperty('temperature', expect.anything())
    const named = await ana.post<Conversation>('/api/conversations', { bot_id: bot, model: 'tokens-4' })
    expect(named.json.model).toBe('tokens-4')
  })

  test('nobody else’s bot is there', async () => {
    const [ana, ben] = await Promise.all([world.guest(), world.guest()])
    const bot = await ana.bot({ name: 'Tea' })
    for (const bot_id of [bot, newId(), 'no-id', bot.slice(1)])
      expect((await ben.post('/api/conversations', { bot_id })).status).toBe(404)
    expect((await ana.post('/api/conversations', { bot_id: bot })).status).toBe(201)
  })

  test('of a bot that is gone a conversation says so, and asks nobody else', async () => {
    const ana = await world.guest()
    const bot = await ana.bot({ name: 'Tea' })
    const conversationId = await ana.conversation({ bot_id: bot })
    expect((await ana.delete(`/api/bots/${bot}`)).status).toBe(204)
    expect(await ana.ended(await ana.say('hello', { conversationId }))).toMatchObject({
      status: 'failed',
      content: '',
      error: { code: 'bot_gone' },
    })
    expect(world.model.calls()).toBe(0)
  })
})
