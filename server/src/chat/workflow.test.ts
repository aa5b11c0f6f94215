import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Turn } from '../model/model.ts'
import { chunk, final, openWorkflow, TURNS, type WorkflowWorld } from './testing/workflow-world.ts'

let world: WorkflowWorld
beforeEach(() => {
  world = openWorkflow()
})

describe('what is offered', () => {
  test('says all that a worker needs, and where the answer goes', async () => {
    const turns: Turn[] = [{ role: 'assistant', content: 'no room for this' }, ...TURNS]
    world.leave({ id: 'r', epoch: 3, turns, prefix: 'so far' })
    await world.clock.advance(0)
    expect(world.bus.offers).toEqual([
      {
        topic: 'chat.workflow.execute.c',
        work: {
          message_id: 'r',
          session_id: 's',
          conversation_id: 'c',
          pod_id: 'pod-a',
          epoch: 3,
          model: 'm',
          messages: [...TURNS, { role: 'assistant', content: 'so far' }],
          respond_to: 'chat.pod.pod-a.response',
        },
      },
    ])
  })

  test.each(['nowhere', 'out of reach'] as const)('is offered again every 2 s while workers are %s', async where => {
    world.bus.workers = where
    const reply = world.leave()
    await world.clock.advance(5_000)
    expect(world.bus.offers).toHaveLength(3)
    world.bus.workers = 'there'
    await world.clock.advance(55_000)
    expect(world.bus.offers).toHaveLength(4)
    // Whoever has just taken it has as long as the first would have had.
    await world.say(chunk(0, 'late, '), final(1, 'but there'))
    expect(reply).toMatchObject({ text: 'late, but there', ended: { finishReason: 'stop' } })
  })

  test('is offered no more once somebody answers, or it is stopped', async () => {
    world.bus.workers = 'nowhere'
    world.leave()
    await world.say(chunk(0, 'I heard of it otherwise'))
    const other = world.leave({ id: 'other' })
    other.stop()
    await world.clock.advance(20_000)
    expect(world.bus.offers).toHaveLength(2)
  })
})

describe('what comes back', () => {
  test('in any order and any number of times is the same text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 0, 1, 1, 2, 2, 3, 4], { minLength: 8 }), async order => {
        const reply = world.leave()
        const pieces = ['one ', 'two ', '', 'four ', 'five']
        await world.say(...order.map(id => chunk(id, pieces[id] ?? '', { is_final: id === 4 })))
        expect(reply).toMatchObject({ text: 'one two four five', ended: { usage: { completionTokens: 6 } } })
        expect(world.workflow.active).toBe(0)
      }),
    )
  })

  test('is passed on as soon as it is in order', async () => {
    const reply = world.leave()
    await world.say(chunk(0, 'a'), chunk(2, 'c'))
    expect(reply.text).toBe('a')
    await world.say(chunk(1, 'b'))
    expect(reply).toMatchObject({ text: 'abc', ended: undefined })
    await world.say(final(3))
    expect(reply.ended).toEqual({ finishReason: 'stop', usage: { promptTokens: 2, completionTokens: 1 } })
  })

  test('is made fit to be stored', async () => {
    const reply = world.leave()
    await world.say(chunk(0, 'a\0\ud83d'), chunk(1, '\ude80\ud83d'), final(2))
    expect(reply.text).toBe('a\ufffd🚀\ufffd')
  })

  test('belongs to one reply and one run of it', async () => {
    const [reply, other] = [world.leave({ epoch: 2 }), world.leave({ id: 'other' })]
    await world.say(chunk(0, 'from before', { epoch: 1 }), chunk(0, 'now', { epoch: 2 }), chunk(1, ', and now'))
    await world.say(
      { ...final(0, 'of another'), message_id: 'other' },
      { ...final(0), message_id: 'unknown' },
      { stop: 'r' },
    )
    await world.say({ message_id: 'r', error: 'from before', epoch: 1 })
    expect(reply).toMatchObject({ text: 'now, and now', ended: undefined, failed: undefined })
    expect(other).toMatchObject({ text: 'of another', ended: { finishReason: 'stop' } })
    expect(world.warnings).toEqual([])
  })

  test('of what is no chunk nothing is taken, and the log says so once', async () => {
    const reply = world.leave()
    const big = 'é'.repeat(32_769)
    await world.say(
      { message_id: 'r' },
      chunk(-1, 'x'),
      chunk(0.5, 'x'),
      chunk(2 ** 40, 'x'),
      chunk(0, big),
      { ...chunk(0, 'x'), chunk: 7 },
      { ...chunk(0, 'x'), chunk_id: '0' },
      { ...chunk(0, 'x'), is_final: 'yes' },
      { ...chunk(0, 'x'), epoch: 'first' },
      { message_id: 'r', error: 7 },
      chunk(0, 'y', { error: null, epoch: null }),
      final(1),
    )
    expect(reply).toMatchObject({ text: 'y', ended: { finishReason: 'stop' } })
    expect(world.warnings).toEqual([{ message_id: 'r', words: 10 }])
  })

  test('a chunk of exactly 64 KiB is one', async () => {
    const reply = world.leave()
    await world.say(final(0, 'é'.repeat(32_768)))
    expect(reply.text).toHaveLength(32_768)
  })

  test('what a worker reports as its error ends the reply, in one line, with the text so far', async () => {
    const reply = world.leave()
    await world.say(chunk(0, 'so far\ud83d'), chunk(2, 'behind'), {
      message_id: 'r',
      error: 'out of\n\0memory',
      epoch: 1,
    })
    expect(reply).toMatchObject({ text: 'so far\ufffd', failed: 'provider_error: The worker reported: out of memory' })
  })
})

test('a stop works at any time, and what comes later changes nothing', async () => {
  const [before, midway] = [world.leave({ id: 'before' }), world.leave()]
  before.stop()
  await world.say(chunk(0, 'so '), chunk(1, 'far'))
  midway.stop()
  await world.say(chunk(2, ' and further'), { message_id: 'before', chunk_id: 0, chunk: 'x', is_final: true })
  expect([before, midway]).toMatchObject([
    { text: '', failed: 'stop' },
    { text: 'so far', failed: 'stop' },
  ])
  expect([world.workflow.active, world.clock.timers()]).toEqual([0, 0])
})

test('a run that takes the place of another on the same process is not disturbed by it', async () => {
  const former = world.leave({ epoch: 1 })
  const reply = world.leave({ epoch: 2 })
  former.stop()
  await world.clock.advance(0)
  await world.say(chunk(0, 'mine', { epoch: 2 }), final(1))
  expect(reply).toMatchObject({ text: 'mine', ended: { finishReason: 'stop' } })
})
