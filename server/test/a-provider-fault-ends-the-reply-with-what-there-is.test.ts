import { beforeEach, expect, test } from 'vitest'
import { replyText } from '../../bench/model/token.ts'
import type { Step } from '../../bench/model/steps.ts'
import { inEveryWorld } from './world/world.ts'

const FIRST_TOKEN_MS = 1_500
const SILENCE_MS = 1_000
const WHOLE = replyText(6)
const HALF = replyText(3)
const half: Step = { tokens: 3 }
const good: Step[] = [{ tokens: 6 }]

type Case = {
  script: Step[][]
  status: 'complete' | 'failed'
  code: string | null
  content: string
  calls: number
  finish?: string
}

/** What the provider does, call by call, and what becomes of the reply. */
const CASES: Record<string, Case> = {
  'is busy once and says for how long': {
    script: [[{ status: 429, retryAfter: 1 }], good],
    status: 'complete',
    code: null,
    content: WHOLE,
    calls: 2,
  },
  'is busy for good': {
    script: [[{ status: 429 }]],
    status: 'failed',
    code: 'provider_rate_limited',
    content: '',
    calls: 3,
  },
  'asks for more patience than a reader has': {
    script: [[{ status: 429, retryAfter: 3_600 }]],
    status: 'failed',
    code: 'provider_rate_limited',
    content: '',
    calls: 1,
  },
  'says that the quota is used up': {
    script: [[{ status: 429, code: 'insufficient_quota' }]],
    status: 'failed',
    code: 'provider_rate_limited',
    content: '',
    calls: 1,
  },
  'has an error twice': {
    script: [[{ status: 500 }], [{ status: 503 }], good],
    status: 'complete',
    code: null,
    content: WHOLE,
    calls: 3,
  },
  'has an error for good': {
    script: [[{ status: 500 }]],
    status: 'failed',
    code: 'provider_error',
    content: '',
    calls: 3,
  },
  'refuses the key': {
    script: [[{ status: 401 }]],
    status: 'failed',
    code: 'provider_credentials',
    content: '',
    calls: 1,
  },
  'refuses the request': {
    script: [[{ status: 400 }]],
    status: 'failed',
    code: 'provider_rejected',
    content: '',
    calls: 1,
  },
  'does not know the model': {
    script: [[{ status: 404, code: 'model_not_found' }]],
    status: 'failed',
    code: 'unknown_model',
    content: '',
    calls: 1,
  },
  'says nothing at all': {
    script: [['hang']],
    status: 'failed',
    code: 'provider_first_token_timeout',
    content: '',
    calls: 1,
  },
  'begins to answer, but gives no token': {
    script: [['headers', 'hang']],
    status: 'failed',
    code: 'provider_first_token_timeout',
    content: '',
    calls: 1,
  },
  'falls silent midway': {
    script: [[half, 'hang']],
    status: 'failed',
    code: 'provider_silent',
    content: HALF,
    calls: 1,
  },
  'breaks off midway': {
    script: [[half, 'drop'], good],
    status: 'failed',
    code: 'provider_cut',
    content: HALF,
    calls: 1,
  },
  'resets the connection inside of an event': {
    script: [[half, 'reset'], good],
    status: 'failed',
    code: 'provider_cut',
    content: HALF,
    calls: 1,
  },
  'breaks off before it has said anything': {
    script: [['drop'], good],
    status: 'complete',
    code: null,
    content: WHOLE,
    calls: 2,
  },
  'sends what is no JSON midway': {
    script: [[half, 'malformed', { tokens: 3 }]],
    status: 'failed',
    code: 'provider_malformed',
    content: HALF,
    calls: 1,
  },
  'is slow, but never silent for too long': {
    script: [[{ tokens: 1 }, ...[1, 2, 3, 4, 5].flatMap((): Step[] => [{ waitMs: 300 }, { tokens: 1 }])]],
    status: 'complete',
    code: null,
    content: WHOLE,
    calls: 1,
  },
  'stops at the length that it allows': {
    script: [[half, { finish: 'length' }]],
    status: 'complete',
    code: null,
    content: HALF,
    calls: 1,
    finish: 'length',
  },
}

inEveryWorld(
  world => {
    beforeEach(() => world.fresh())

    test.each(Object.keys(CASES))('where the provider %s', async name => {
      const { script, status, code, content, calls, finish } = CASES[name] as Case
      world.model.script(...script)
      const ana = await world.guest()
      const reply = await ana.say('hello')
      const [events, plain, socket] = await Promise.all([
        ana.follow(reply).then(async follower => ({ how: await follower.over, follower })),
        ana.stream('GET', `/api/messages/${reply.id}/text`).then(readPlain),
        ana.socket(),
      ])
      const row = await ana.row(reply)
      expect(row).toMatchObject({ status, content, length: content.length, error: code && { code } })
      if (status === 'complete') expect(row.finish_reason).toBe(finish ?? 'stop')
      expect(world.model.calls()).toBe(calls)

      expect(events.how).toBe('whole')
      expect(events.follower.text).toBe(content)
      expect(events.follower.complete).toMatchObject({ status, error: row.error, length: content.length })
      // A clean end always means a whole reply.
      expect(plain).toEqual({ text: content, clean: status === 'complete' })
      const again = socket.follow(reply.id)
      expect(await again.over).toBe('whole')
      expect(again.text).toBe(content)
      socket.close()
    })

    test('where a timeout is due, the reply has ended within a second of it, and the call is aborted', async () => {
      for (const { script, limitMs } of [
        { script: ['hang'] as Step[], limitMs: FIRST_TOKEN_MS },
        { script: [half, 'hang'] as Step[], limitMs: SILENCE_MS },
      ]) {
        world.model.reset()
        world.model.script(script)
        const ana = await world.guest()
        const beganAt = performance.now()
        await ana.ended(await ana.say('hello'))
        const tookMs = performance.now() - beganAt
        expect(tookMs).toBeGreaterThan(limitMs - 100)
        expect(tookMs).toBeLessThan(limitMs + 3_000)
        await expect.poll(() => world.model.aborted()).toBe(1)
      }
    })

    test('no answer, no event and no log line holds the provider’s key', async () => {
      world.model.script([{ status: 401 }])
      const ana = await world.guest()
      const row = await ana.ended(await ana.say('hello'))
      expect(world.model.requests[0]?.authorization).toBe('Bearer a-key-of-the-tests')
      expect(JSON.stringify(row)).not.toContain('a-key-of-the-tests')
      expect(world.log.join('\n')).not.toContain('a-key-of-the-tests')
    })

    test('after a fault the conversation goes on, and the model is told only what was said', async () => {
      world.model.script([half, 'drop'], good)
      const ana = await world.guest()
      await ana.ended(await ana.say('one'))
      expect(await ana.ended(await ana.say('two'))).toMatchObject({ status: 'complete', content: WHOLE })
      expect(world.model.requests[1]?.messages.map(({ content }) => content)).toEqual(['one', HALF, 'two'])
    })

    test('a reply that never ends is cut where replies end, and counts as complete', async () => {
      const ana = await world.guest()
      const row = await ana.ended(await ana.say('hello', { model: 'endless.size-500.pack-10' }))
      expect(row).toMatchObject({ status: 'complete', finish_reason: 'length', length: 20_000 })
      await expect.poll(() => world.model.aborted()).toBe(1)
    })
  },
  {
    MODEL_FIRST_TOKEN_TIMEOUT: String(FIRST_TOKEN_MS),
    MODEL_SILENCE_TIMEOUT: String(SILENCE_MS),
    MAX_REPLY_CHARS: '20000',
  },
)

/** All the text that comes, and whether the connection ended as it should. */
async function readPlain({ pieces }: { pieces: AsyncIterable<string> }): Promise<{ text: string; clean: boolean }> {
  let text = ''
  try {
    for await (const piece of pieces) text += piece
    return { text, clean: true }
  } catch {
    return { text, clean: false }
  }
}
