import type { Conversation, Usage } from '@folio/protocol'
import { beforeEach, expect, test } from 'vitest'
import { createGate } from './world/gate.ts'
import type { Person, Reply } from './world/person.ts'
import { inEveryWorld, newEmail } from './world/world.ts'

const QUESTION = 'Wie backe ich ein Brot, das auch nach drei Tagen noch gut schmeckt, ohne Sauerteig?'
const WORDS = 'Wie backe ich ein Brot, das auch nach drei Tagen noch gut…'

inEveryWorld(
  world => {
    beforeEach(() => world.fresh())

    const titleOf = async (ana: Person, { conversationId }: Pick<Reply, 'conversationId'>) =>
      (await ana.get<Conversation>(`/api/conversations/${conversationId}`)).json.title

    const usageOf = async (ana: Person) => (await ana.get<Usage>('/api/usage')).json.totals

    test('behind the first reply, which does not wait for it; every device is told, and once is enough', async () => {
      const gate = createGate()
      const said = [{ text: '**"Brot ohne' }, { until: gate.opened }, { text: ' Sauerteig"**.\nEin schöner Titel!' }]
      world.model.script([{ text: 'Mit Hefe.' }], said, [{ text: 'Gern.' }])
      const ana = await world.guest()
      const device = await ana.socket()
      await device.first('connected')
      const reply = await ana.say(QUESTION)
      expect(await ana.ended(reply)).toMatchObject({ status: 'complete', content: 'Mit Hefe.' })
      expect(await titleOf(ana, reply)).toBe(WORDS)
      const before = await usageOf(ana)
      gate.open()
      await device.first('conversation', ({ title }) => title === 'Brot ohne Sauerteig')
      const [, asked] = world.model.requests
      expect(asked?.messages.at(-1)?.content).toBe(JSON.stringify({ question: QUESTION, answer: 'Mit Hefe.' }))
      // What the call has cost is the caller's, but it is no reply.
      const after = await usageOf(ana)
      expect(after.replies).toBe(before.replies)
      expect(after.prompt_tokens).toBeGreaterThan(before.prompt_tokens)

      await ana.ended(await ana.say('Danke', { conversationId: reply.conversationId }))
      expect(world.model.calls()).toBe(3)
      expect(await titleOf(ana, reply)).toBe('Brot ohne Sauerteig')
      device.close()
    })

    test('never over a title that a person has given, before or meanwhile', async () => {
      const gate = createGate()
      world.model.script([{ text: 'Yes.' }], [{ text: 'A title of the model’s' }, { until: gate.opened }])
      const ana = await world.guest()
      const reply = await ana.say('hello')
      await ana.ended(reply)
      await expect.poll(() => world.model.calls()).toBe(2)
      await ana.patch(`/api/conversations/${reply.conversationId}`, { title: 'Mine' })
      gate.open()

      const conversationId = await ana.conversation({ title: 'Mine from the start' })
      await ana.ended(await ana.say('hello', { conversationId }))
      await ana.ended(await ana.say('hello again', { conversationId: reply.conversationId }))
      expect(await titleOf(ana, reply)).toBe('Mine')
      expect(await titleOf(ana, { conversationId })).toBe('Mine from the start')
      expect(world.model.calls()).toBe(4)
    })

    test('also where a guest has signed in meanwhile', async () => {
      const gate = createGate()
      world.model.script([{ text: 'Mit Hefe.' }], [{ until: gate.opened }, { text: 'Brot backen' }])
      const email = newEmail()
      const member = await world.member({ email, password: 'correct horse' })
      const ana = await world.guest()
      const reply = await ana.say(QUESTION)
      await ana.ended(reply)
      await expect.poll(() => world.model.calls()).toBe(2)
      const body = { email, password: 'correct horse', keep_guest_conversations: true }
      expect((await ana.post('/auth/login', body)).status).toBe(200)
      gate.open()
      await expect.poll(() => titleOf(member, reply)).toBe('Brot backen')
    })

    test.each([
      ['refuses', [{ status: 429, retryAfter: 0 }], WORDS],
      ['says nothing', [{ finish: 'stop' }], WORDS],
      ['does not stop talking', [{ text: `One ${'long '.repeat(50)}line` }, 'hang'], /^One (long ){10}long…$/],
    ] as const)('a model that %s is asked once, and the reply is whole', async (_, said, title) => {
      world.model.script([{ text: 'Mit Hefe.' }], [...said])
      const ana = await world.guest()
      const reply = await ana.say(QUESTION)
      expect(await ana.ended(reply)).toMatchObject({ status: 'complete', content: 'Mit Hefe.' })
      await expect.poll(() => titleOf(ana, reply)).toMatch(title)
      await expect.poll(() => world.model.calls()).toBe(2)
      world.model.script([{ text: 'Gern.' }])
      await ana.ended(await ana.say('Danke', { conversationId: reply.conversationId }))
      expect(world.model.calls()).toBe(3)
    })
  },
  { TITLES: 'model' },
)
