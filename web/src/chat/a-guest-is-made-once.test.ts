import { expect, test } from 'vitest'
import { CallFailed } from './failure.ts'
import { createSession } from './session.ts'

const answer = (status: number, body: object) => Response.json(body, { status })
const signedIn = (token: string) =>
  answer(200, { access_token: token, token_type: 'Bearer', expires_in: 900, user: { id: 'ana', kind: 'guest' } })
const nobody = () => answer(401, { code: 'unauthenticated', detail: 'Nobody.', request_id: 'r1' })

function begin(answers: (() => Response)[]) {
  const calls: string[] = []
  const users: string[] = []
  let now = 0
  const session = createSession({
    async fetch(input) {
      calls.push(input as string)
      const next = answers[calls.length - 1]
      if (!next) throw new TypeError('Failed to fetch')
      return next()
    },
    now: () => now,
    alone: task => task(),
    onUser: user => users.push(user.id),
  })
  return { session, calls, users, pass: (ms: number) => (now += ms) }
}

test('who was here before is refreshed', async () => {
  const { session, calls, users } = begin([() => signedIn('one')])
  expect(await session.token()).toBe('one')
  expect([calls, users]).toEqual([['/auth/refresh'], ['ana']])
})

test('who was not becomes a guest', async () => {
  const { session, calls } = begin([nobody, () => signedIn('one')])
  expect(await session.token()).toBe('one')
  expect(calls).toEqual(['/auth/refresh', '/auth/guest'])
})

test('many who ask at once share one refresh', async () => {
  const { session, calls } = begin([() => signedIn('one')])
  expect(await Promise.all([session.token(), session.token(), session.token()])).toEqual(['one', 'one', 'one'])
  expect(calls).toHaveLength(1)
})

test('a token is renewed a minute before its end, and when it was refused', async () => {
  const { session, pass } = begin([() => signedIn('one'), () => signedIn('two'), () => signedIn('three')])
  await session.token()
  pass(839_000)
  expect(await session.token()).toBe('one')
  pass(2_000)
  expect(await session.token()).toBe('two')
  session.refused('one')
  expect(await session.token()).toBe('two')
  session.refused('two')
  expect(await session.token()).toBe('three')
})

test('a server that is away or at its limit makes nobody a new guest', async () => {
  const busy = () => answer(503, { code: 'unavailable', detail: 'Later.', request_id: 'r1' })
  const { session, calls } = begin([busy, () => signedIn('one')])
  await expect(session.token()).rejects.toBeInstanceOf(CallFailed)
  expect(await session.token()).toBe('one')
  expect(calls).toEqual(['/auth/refresh', '/auth/refresh'])
  await expect(begin([]).session.token()).rejects.toMatchObject({ failure: { code: 'offline' } })
})
