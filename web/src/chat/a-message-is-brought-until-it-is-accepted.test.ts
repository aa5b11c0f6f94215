import { expect, test } from 'vitest'
import { CallFailed, notReached } from './failure.ts'
import { createOutbox } from './outbox.ts'
import { createStore } from './store.ts'
import { createFakeClock, settle } from './testing/fake-clock.ts'
import { outgoing, question, reply } from './testing/world.ts'

type Answer = 'accept' | 'away' | CallFailed

function post(answers: Answer[]) {
  const clock = createFakeClock()
  const { getState, dispatch } = createStore()
  const calls: string[] = []
  const kept = new Set<string>()
  let hints = 0
  const api = {
    async createConversation({ id }: { id: string }) {
      calls.push(`create ${id}`)
      return undefined as never
    },
    async send(_: string, body: { id: string; reply_id: string }) {
      calls.push(`${body.id} ${body.reply_id}`)
      const answer = answers.shift() ?? 'accept'
      if (answer === 'away') throw notReached(undefined)
      if (answer !== 'accept') throw answer
      return { message: question(body.id), reply: reply(body.reply_id, body.id) }
    },
    async edit(of: string, body: { id: string; reply_id: string }) {
      calls.push(`${of} as ${body.id} ${body.reply_id}`)
      return { message: question(body.id), reply: reply(body.reply_id, body.id) }
    },
  }
  const keep = ({ id }: { id: string }) => void kept.add(id)
  const drop = (id: string) => void kept.delete(id)
  const outbox = createOutbox({ api, getState, dispatch, clock, keep, drop, onOffline: () => hints++ })
  return { clock, calls, kept, outbox, getState, hints: () => hints }
}

test('it is sent once, and forgotten when it is accepted', async () => {
  const { outbox, calls, kept, getState } = post([])
  outbox.put(outgoing('a'))
  expect(kept).toEqual(new Set(['a']))
  await settle()
  expect(calls).toEqual(['a a-reply'])
  expect([kept.size, getState().outgoing]).toEqual([0, {}])
})

test('what says a question otherwise goes to that question', async () => {
  const { outbox, calls } = post([])
  outbox.put(outgoing('a', { edits: { of: 'former', replaced: [] } }))
  await settle()
  expect(calls).toEqual(['former as a a-reply'])
})

test('a new conversation is made first', async () => {
  const { outbox, calls } = post([])
  outbox.put(outgoing('a', { creates: true }))
  await settle()
  expect(calls).toEqual(['create talk', 'a a-reply'])
})

test('while the server is away it waits, is kept, and goes out under the same ids', async () => {
  const { outbox, calls, kept, clock, getState, hints } = post(['away', 'away'])
  outbox.put(outgoing('a'))
  await settle()
  expect(getState().outgoing['a']).toMatchObject({ state: 'waiting', failure: { code: 'offline' } })
  expect([kept.has('a'), hints()]).toEqual([true, 1])
  await clock.pass(5_000)
  expect(calls).toEqual(['a a-reply', 'a a-reply', 'a a-reply'])
  expect(kept.size).toBe(0)
})

test('it goes out at once when the server is back', async () => {
  const { outbox, calls } = post(['away'])
  outbox.put(outgoing('a'))
  await settle()
  outbox.wake()
  await settle()
  expect(calls).toHaveLength(2)
})

test('what follows waits for what was said before', async () => {
  const { outbox, calls } = post(['away'])
  outbox.put(outgoing('a'))
  outbox.put(outgoing('b'))
  await settle()
  expect(calls).toEqual(['a a-reply'])
  outbox.wake()
  await settle()
  expect(calls).toEqual(['a a-reply', 'a a-reply', 'b b-reply'])
})

test('a full queue is waited for as long as the server asks', async () => {
  const failure = { code: 'too_many_queued', detail: 'Three wait already.', requestId: 'r1' } as const
  const { outbox, calls, clock, getState } = post([new CallFailed(failure, 429, 3_000)])
  outbox.put(outgoing('a'))
  await clock.pass(2_900)
  expect(calls).toHaveLength(1)
  expect(getState().outgoing['a']?.state).toBe('waiting')
  await clock.pass(200)
  expect(calls).toHaveLength(2)
})

test('what is refused is not tried again until somebody asks for it', async () => {
  const failure = { code: 'message_too_long', detail: 'Too long.', requestId: 'r1' } as const
  const { outbox, calls, clock, kept, getState } = post([new CallFailed(failure, 400)])
  outbox.put(outgoing('a'))
  await clock.pass(60_000)
  expect(getState().outgoing['a']).toMatchObject({ state: 'refused', failure })
  expect([calls.length, kept.has('a')]).toEqual([1, true])
  outbox.retry('a')
  await settle()
  expect([calls.length, kept.size]).toEqual([2, 0])
})
