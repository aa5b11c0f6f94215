import fc from 'fast-check'
import { expect, test } from 'vitest'
import { estimateTokens } from '../lib/estimate-tokens.ts'
import { fitContext } from './context.ts'
import type { Turn } from './model.ts'

const system: Turn = { role: 'system', content: 'be brief' }
const user = (content: string): Turn => ({ role: 'user', content })
const assistant = (content: string): Turn => ({ role: 'assistant', content })
const long = 'x'.repeat(300)

test('a conversation that fits is sent whole', () => {
  const turns = [system, user('a'), assistant('b'), user('c')]
  expect(fitContext(turns, { contextTokens: 1_000 })).toEqual(turns)
})

test('the oldest turns go first, whole, and what is left begins with a question', () => {
  const turns = [system, user(long), assistant(long), user('q'), assistant('a'), user('last')]
  expect(fitContext(turns, { contextTokens: 200, replyTokens: 50 })).toEqual([
    system,
    user('q'),
    assistant('a'),
    user('last'),
  ])
  expect(fitContext(turns, { contextTokens: 180, replyTokens: 50 })).toEqual([
    system,
    user('q'),
    assistant('a'),
    user('last'),
  ])
})

test('the system prompt and the last question are kept even where nothing fits', () => {
  expect(fitContext([system, user(long), assistant(long), user(long)], { contextTokens: 10 })).toEqual([
    system,
    user(long),
  ])
})

test('nothing behind the last question is dropped', () => {
  const turns = [user(long), assistant(long), user('q'), assistant(long)]
  expect(fitContext(turns, { contextTokens: 10 })).toEqual([user('q'), assistant(long)])
})

test('as many of the last turns as are asked for are kept, whoever spoke', () => {
  const turns = [system, user(long), assistant(long), user(long), assistant(long), user('go on')]
  expect(fitContext(turns, { contextTokens: 10, lastTurns: 3 })).toEqual([system, ...turns.slice(-3)])
  expect(fitContext(turns, { contextTokens: 10, lastTurns: 1 })).toEqual([system, user('go on')])
  expect(fitContext(turns, { contextTokens: 10, lastTurns: 9 })).toEqual(turns)
})

test('what is sent leaves room for the reply, unless only the last question is left', () => {
  const turn = fc.record({
    role: fc.constantFrom('user' as const, 'assistant' as const),
    content: fc.string({ maxLength: 60 }),
  })
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 20 }), fc.integer({ min: 40, max: 400 }), (turns, contextTokens) => {
      const whole = [system, ...turns, user('last')]
      const fitted = fitContext(whole, { contextTokens, replyTokens: 20 })
      const tokens = fitted.reduce((sum, { content }) => sum + estimateTokens(content) + 4, 0)
      expect(tokens <= contextTokens - 20 || fitted.length === 2).toBe(true)
      expect(fitted).toEqual([system, ...whole.slice(whole.length - fitted.length + 1)])
      expect(fitted[1]?.role).toBe('user')
    }),
  )
})

test('bytes count, not letters', () => {
  expect([estimateTokens(''), estimateTokens('abc'), estimateTokens('東京')]).toEqual([0, 1, 2])
})
