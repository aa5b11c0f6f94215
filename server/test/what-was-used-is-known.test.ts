import type { Session, Usage } from '@folio/protocol'
import { expect, test } from 'vitest'
import { replyText } from '../../bench/model/token.ts'
import { expectStatus, type Person } from './world/person.ts'
import { inEveryWorld, newEmail } from './world/world.ts'

const PASSWORD = 'correct horse'
const today = () => new Date().toISOString().slice(0, 10)
/** As estimates are made: one for three bytes. */
const estimate = (text: string) => Math.ceil(Buffer.byteLength(text) / 3)

inEveryWorld(
  world => {
    test('each reply counts by its day and model, with its price where there is one', async () => {
      const ana = await world.guest()
      expect(await usageOf(ana)).toMatchObject({ days: [], totals: { replies: 0, cost: null }, currency: 'USD' })
      const [first, second] = [
        await ana.say('hello', { model: 'tokens-40' }),
        await ana.say('hi', { model: 'tokens-8' }),
      ]
      const rows = [await ana.ended(first), await ana.ended(second), await ana.ended(await again(ana, first.id))]
      const tokens = rows.map(row => row.token_count ?? 0)
      const { days, totals } = await usageOf(ana)
      expect(days).toMatchObject([
        { day: today(), model: 'tokens-40', replies: 2, completion_tokens: (tokens[0] ?? 0) + (tokens[2] ?? 0) },
        { day: today(), model: 'tokens-8', replies: 1, completion_tokens: tokens[1], cost: null },
      ])
      const [priced, other] = days
      if (!priced || !other) throw new Error('two models were asked')
      expect(priced.prompt_tokens).toBeGreaterThan(0)
      const cost = (priced.prompt_tokens * 2.5 + priced.completion_tokens * 10) / 1_000_000
      expect(priced.cost).toBeCloseTo(cost, 12)
      expect(totals).toEqual({
        replies: 3,
        prompt_tokens: priced.prompt_tokens + other.prompt_tokens,
        completion_tokens: tokens.reduce((sum, one) => sum + one, 0),
        cost: priced.cost,
      })
    })

    test('what was stopped, and what failed midway, counts by what was asked and what has come', async () => {
      const ana = await world.guest()
      const stopped = await ana.say('hello', { model: 'hang-3' })
      const reader = await ana.follow(stopped)
      await reader.until(() => reader.text === replyText(3))
      await ana.post(`/api/messages/${stopped.id}/stop`)
      await reader.over
      const estimated = { replies: 1, prompt_tokens: estimate('hello'), completion_tokens: estimate(replyText(3)) }
      expect((await usageOf(ana)).totals).toEqual({ ...estimated, cost: null })

      await world.fresh()
      world.model.script([{ text: 'a beginning' }, 'drop'], [{ status: 401 }])
      const failed = await ana.say('hello', { conversationId: await ana.conversation() })
      expect(await ana.ended(failed)).toMatchObject({ status: 'failed', content: 'a beginning' })
      const midway = await usageOf(ana)
      expect(midway.totals.completion_tokens).toBe(estimated.completion_tokens + estimate('a beginning'))
      expect(midway.totals.prompt_tokens).toBe(2 * estimated.prompt_tokens)

      // Whoever is not let in has not been told anything.
      expect((await ana.ended(await ana.say('x', { conversationId: await ana.conversation() }))).status).toBe('failed')
      const { totals } = await usageOf(ana)
      expect(totals).toEqual({ ...midway.totals, replies: 3 })
    })

    test('what goes on after its end is counted from there', async () => {
      const ana = await world.guest()
      await world.fresh()
      world.model.script([{ text: 'one two' }, 'hang'], [{ text: ' three' }])
      const reply = await ana.say('count', { conversationId: await ana.conversation() })
      const reader = await ana.follow(reply)
      await reader.until(() => reader.text === 'one two')
      await ana.post(`/api/messages/${reply.id}/stop`)
      await reader.over
      const before = (await usageOf(ana)).totals
      expect((await ana.post(`/api/messages/${reply.id}/continue`)).status).toBe(202)
      const row = await ana.ended(reply)
      expect(row.content).toBe('one two three')
      const after = (await usageOf(ana)).totals
      expect(after.replies).toBe(2)
      expect(after.completion_tokens).toBe(before.completion_tokens + (row.token_count ?? 0))
      expect(after.prompt_tokens).toBeGreaterThan(before.prompt_tokens)
    })

    test('it survives the conversation, moves with a guest who signs in, and goes with the account', async () => {
      const email = newEmail()
      const member = await world.member({ email, password: PASSWORD })
      await member.ended(await member.say('hello', { model: 'tokens-8' }))
      const guest = await world.guest()
      const reply = await guest.say('hello', { model: 'tokens-8' })
      await guest.ended(reply)
      expect((await guest.delete(`/api/conversations/${reply.conversationId}`)).status).toBe(204)
      const theirs = (await usageOf(guest)).totals
      expect(theirs.replies).toBe(1)
      await guest.post<Session>('/auth/login', { email, password: PASSWORD, keep_guest_conversations: true })
      const { days, totals } = await usageOf(member)
      expect(days).toHaveLength(1)
      expect(totals).toEqual({
        replies: 2,
        prompt_tokens: 2 * theirs.prompt_tokens,
        completion_tokens: 2 * theirs.completion_tokens,
        cost: null,
      })
      const rows = () => world.db.selectFrom('usage_days').selectAll().where('user_id', 'in', [member.id, guest.id])
      expect(await rows().execute()).toHaveLength(1)
      expect((await member.delete('/auth/me')).status).toBe(204)
      expect(await rows().execute()).toEqual([])
    })

    test('as many days as are asked for, and today is one of them', async () => {
      const ana = await world.guest()
      const dayBefore = (days: number) => new Date(Date.now() - days * 24 * 3_600_000).toISOString().slice(0, 10)
      const of = (day: string) => ({ user_id: ana.id, day, model: 'of-old', ...ONE })
      await world.db.insertInto('usage_days').values([0, 6, 7, 29, 30].map(dayBefore).map(of)).execute()
      const days = async (query = '') => (await usageOf(ana, query)).days.map(({ day }) => day)
      expect(await days('?days=1')).toEqual([dayBefore(0)])
      expect(await days('?days=7')).toEqual([0, 6].map(dayBefore))
      expect(await days()).toEqual([0, 6, 7, 29].map(dayBefore))
      for (const query of ['?days=0', '?days=367', '?days=week']) {
        expect((await ana.get(`/api/usage${query}`)).status).toBe(400)
      }
    })

    test('what is left is told without taking any of it', async () => {
      const ana = await world.guest()
      const conversationId = await ana.conversation()
      await ana.post(`/api/conversations/${conversationId}/messages`, { content: ' ' })
      for (let asked = 1; asked <= 2; asked++) {
        const { limits } = await usageOf(ana)
        expect(limits.messages_per_minute).toMatchObject({ limit: 500, left: 499 })
        expect(limits.requests_per_minute).toMatchObject({ limit: 900, left: 899 - asked })
        expect(limits.messages_per_minute.reset_s).toBeGreaterThan(0)
        expect(limits.messages_per_minute.reset_s).toBeLessThanOrEqual(60)
        expect(limits.sources).toEqual({ limit: 3, used: 0, left: 3 })
      }
      await ana.post('/api/training/queue', { source: { type: 'text', text: 'a few words' } })
      const { limits } = await usageOf(ana)
      expect(limits.sources).toEqual({ limit: 3, used: 1, left: 2 })
      expect(limits.source_bytes).toEqual({ limit: 1_000, used: 11, left: 989 })
      const member = await world.member()
      expect((await usageOf(member)).limits.sources).toEqual({ limit: null, used: 0, left: null })
    })
  },
  {
    MODEL_PRICES: 'tokens-40=2.5/10',
    RATE_LIMIT_MESSAGES_PER_MINUTE: '500',
    RATE_LIMIT_REQUESTS_PER_MINUTE: '900',
    GUEST_MAX_SOURCES: '3',
    GUEST_MAX_SOURCE_BYTES: '1000',
  },
)

const ONE = { replies: 1, prompt_tokens: 1, completion_tokens: 1 }

const usageOf = async (person: Person, query = ''): Promise<Usage> =>
  expectStatus(await person.get<Usage>(`/api/usage${query}`), 200)

async function again(person: Person, id: string): Promise<{ id: string }> {
  const { json } = await person.post<{ reply: { id: string } }>(`/api/messages/${id}/regenerate`, {
    model: 'tokens-40',
  })
  return json.reply
}
