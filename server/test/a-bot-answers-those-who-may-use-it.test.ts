import { beforeEach, expect, test } from 'vitest'
import { learn } from './world/library.ts'
import { inEveryWorld } from './world/world.ts'

const HOLIDAYS = 'Every employee has thirty days of holidays, and five more after ten years.'
const QUESTION = 'How many days of holidays has an employee?'

inEveryWorld(world => {
  beforeEach(() => world.fresh())

  test('of an organisation: all who are in it, as long as they are', async () => {
    const org = `org-${Date.now()}`
    const boss = await world.external({ org_id: org, role: 'admin' })
    const bot_id = await boss.bot({ name: 'Handbook' })
    await learn(boss, { type: 'text', title: 'Holidays', text: HOLIDAYS }, { bot_id })
    const sub = `colleague-of-${org}`
    const colleague = await world.external({ org_id: org, role: 'member', sub })
    const conversationId = await colleague.conversation({ bot_id })
    world.model.script([{ text: 'Thirty [1].' }])
    const row = await colleague.ended(await colleague.say(QUESTION, { conversationId }))
    expect(row).toMatchObject({ content: 'Thirty.', citations: [{ quote: HOLIDAYS }] })

    const stranger = await world.external({ org_id: `${org}s`, role: 'admin' })
    expect((await stranger.post('/api/conversations', { bot_id })).status).toBe(404)

    const calls = world.model.calls()
    const left = await world.external({ org_id: `${org}s`, role: 'member', sub })
    expect(left.id).toBe(colleague.id)
    const refused = await left.ended(await left.say(QUESTION, { conversationId }))
    expect(refused).toMatchObject({ status: 'failed', content: '', error: { code: 'bot_gone' } })
    expect(world.model.calls()).toBe(calls)
  })

  test('of one person: nobody else, also where both ask the same', async () => {
    const [ana, ben] = await Promise.all([world.guest(), world.guest()])
    await learn(ana, { type: 'text', title: 'Holidays', text: HOLIDAYS })
    world.model.script([{ text: 'So [1].' }])
    const [hers, his] = await Promise.all([ana, ben].map(async one => one.ended(await one.say(QUESTION))))
    expect(hers).toMatchObject({ content: 'So.', citations: [{ quote: HOLIDAYS }] })
    expect(his).toMatchObject({ content: 'So [1].', citations: [] })
    expect(world.model.requests.filter(({ messages }) => JSON.stringify(messages).includes(HOLIDAYS))).toHaveLength(1)
  })
})
