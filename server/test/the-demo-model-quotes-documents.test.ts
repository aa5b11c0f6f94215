import type { Exchange } from '@folio/protocol'
import { expect, test } from 'vitest'
import { learn } from './world/library.ts'
import { inEveryWorld } from './world/world.ts'

const TEA = 'Tea is a drink. Green tea is steeped at eighty degrees for two minutes. Hotter water makes it bitter.'
const WATER = 'Hard water [see 4] dulls the taste of tea [12]. Tea from soft water is clearer.'
const QUESTION = 'At how many degrees is green tea steeped?'
const DEMO = { OPENAI_BASE_URL: '', OPENAI_API_KEY: '', MODELS: '' }

inEveryWorld(
  world => {
    test('word for word, each with its citation, and the same again', async () => {
      const ana = await world.guest()
      for (const [title, text] of Object.entries({ TEA, WATER })) await learn(ana, { type: 'text', title, text })
      const row = await ana.ended(await ana.say(QUESTION))
      expect(row.content).toContain('This is a placeholder response')
      expect(row.content).toContain('> Green tea is steeped at eighty degrees for two minutes.')
      expect(row.citations[0]).toMatchObject({ n: 1, title: 'TEA' })
      for (const { source_id, start, end, quote } of row.citations)
        expect((await ana.get(`/api/sources/${source_id}/text`)).text.slice(start, end)).toBe(quote)
      expect(row.content.slice(0, row.citations[0]?.at)).toMatch(/From \*TEA\*$/)
      const again = await ana.ended(await ana.say(QUESTION, { conversationId: await ana.conversation() }))
      expect([again.content, again.citations]).toEqual([row.content, row.citations])
    })

    test('stopped anywhere it goes on to the same', { timeout: 60_000 }, async () => {
      const ana = await world.guest()
      for (const [title, text] of Object.entries({ TEA, WATER })) await learn(ana, { type: 'text', title, text })
      const whole = await ana.ended(await ana.say(QUESTION))
      for (const share of [0.3, 0.5, 0.7]) {
        const reply = await ana.say(QUESTION, { conversationId: await ana.conversation() })
        const reader = await ana.follow(reply)
        await reader.until(() => reader.text.length > whole.content.length * share)
        await ana.post(`/api/messages/${reply.id}/stop`)
        await reader.over
        if ((await ana.row(reply)).status === 'complete') continue
        expect((await ana.post<Exchange>(`/api/messages/${reply.id}/continue`)).status).toBe(202)
        const row = await ana.ended(reply)
        expect(row.content).toBe(whole.content)
        expect(row.citations).toEqual(whole.citations)
      }
    })

    test('who has no documents is answered as before', async () => {
      const ana = await world.guest()
      const row = await ana.ended(await ana.say(QUESTION))
      expect(row.content).toMatch(/^This is a placeholder response: no model is connected yet, so Folio answers/)
    })
  },
  { ...DEMO, DELAY_MS: '2' },
)
