import { beforeEach, expect, test } from 'vitest'
import { chunk, final, LIMITS, openWorkflow, type WorkflowWorld } from './testing/workflow-world.ts'

let world: WorkflowWorld
beforeEach(() => {
  world = openWorkflow()
})

type Case = [when: string, text: string, prepare: () => Promise<void>, afterMs: number, code: string]
const states: Case[] = [
  ['where nobody is there', '', async () => {}, 60_000, 'provider_unreachable'],
  ['where whoever took it says nothing', '', async () => {}, 60_000, 'provider_first_token_timeout'],
  ['when a worker falls silent', 'a', () => world.say(chunk(0, 'a')), 30_000, 'provider_silent'],
  ['when a chunk stays missing', 'a', () => world.say(chunk(0, 'a'), chunk(2, 'c')), 10_000, 'worker_chunk_missing'],
  ['when the last chunk stays missing', 'a', () => world.say(chunk(0, 'a'), final(2)), 10_000, 'worker_chunk_missing'],
]
test.each(states)('a reply ends %s', async (_, text, prepare, afterMs, code) => {
  world.bus.workers = code === 'provider_unreachable' ? 'nowhere' : 'there'
  const reply = world.leave()
  await prepare()
  await world.clock.advance(afterMs - 1)
  expect(reply.failed).toBeUndefined()
  await world.clock.advance(LIMITS.cleanupIntervalMs)
  expect(reply).toMatchObject({ text, failed: expect.stringMatching(`^${code}: [A-Z].*[a-z]\\.$`) })
  expect([world.workflow.active, world.clock.timers()]).toEqual([0, 0])
})

test('a chunk that comes late is missing no more', async () => {
  const reply = world.leave()
  await world.say(chunk(0, 'a'), chunk(2, 'c'))
  await world.clock.advance(9_000)
  await world.say(chunk(1, 'b'))
  await world.clock.advance(9_000)
  expect([reply.text, reply.failed]).toEqual(['abc', undefined])
})

test('saying the same again is no sign of life', async () => {
  const reply = world.leave()
  for (let n = 0; n < 31; n++) {
    await world.say(chunk(0, 'a'))
    await world.clock.advance(1_000)
  }
  expect(reply.failed).toContain('provider_silent')
})

test('a reply ends when it is too old, however lively it is', async () => {
  const reply = world.leave()
  for (let n = 0; n < 601 && !reply.failed; n++) {
    await world.say(chunk(n, 'x'))
    await world.clock.advance(1_000)
  }
  expect([reply.failed, reply.text.length]).toEqual([expect.stringContaining('worker_too_slow'), 600])
})

test('a reply ends when more chunks wait than may', async () => {
  const reply = world.leave()
  await world.say(chunk(0, 'a'), ...[2, 3, 4, 5, 6].map(id => chunk(id, 'x')))
  expect(reply.failed).toBeUndefined()
  await world.say(chunk(7, 'x'))
  expect(reply).toMatchObject({ text: 'a', failed: expect.stringContaining('worker_out_of_order') })
})

test('no more replies than may are with the workers at once', async () => {
  const replies = ['1', '2', '3'].map(id => world.leave({ id }))
  expect(world.workflow.active).toBe(3)
  const more = world.leave({ id: '4' })
  await world.clock.advance(0)
  expect(more.failed).toContain('workers_busy')
  expect(world.bus.offers).toHaveLength(3)
  replies[0]?.stop()
  await world.clock.advance(0)
  world.leave({ id: '5' })
  expect(world.workflow.active).toBe(3)
})
