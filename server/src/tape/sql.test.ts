import { expect, it } from 'vitest'
import { createFakeClock } from '../lib/fake-clock.ts'
import type { Disk, Outcome } from './testing/memory-rows.ts'
import { openTape, slowInserts, text } from './testing/slow-tape.ts'

it('commits at once when idle, and at most 20 ms later when busy, all replies together', async () => {
  const clock = createFakeClock(0)
  const commits: number[] = []
  const { tape, disk } = await openTape(
    slowInserts(clock, () => 2, commits),
    undefined,
    clock,
  )
  void tape.append('first', text(0, 'at once'))
  await clock.advance(2)
  expect(commits).toEqual([2])

  for (let n = 0; n < 10; n++) void tape.append(`reply-${n}`, text(0, 'soon'))
  await clock.advance(21)
  expect(commits).toEqual([2])
  await clock.advance(3)
  expect(commits).toEqual([2, 24])
  expect(disk.rows).toHaveLength(11)

  await clock.advance(100)
  void tape.append('first', text(7, ', again'))
  await clock.advance(2)
  expect(commits).toEqual([2, 24, 128])
})

it('waits less where committing is quick', async () => {
  const clock = createFakeClock(0)
  const commits: number[] = []
  const { tape } = await openTape(
    slowInserts(clock, () => 0.1, commits),
    undefined,
    clock,
  )
  void tape.append('a', text(0, '1'))
  await clock.advance(0.1)
  void tape.append('b', text(0, '2'))
  await clock.advance(3)
  expect(commits).toHaveLength(2)
  expect(commits[1]).toBeLessThan(2.5)
})

it('rejects a commit that failed, changes nothing, and takes the same again', async () => {
  let outcome: Outcome = 'fails'
  const { tape } = await openTape(async kind => (kind === 'insert' ? outcome : 'done'))
  const answers = await Promise.allSettled([tape.append('a', text(0, 'Hello')), tape.append('b', text(0, 'you'))])
  expect(answers.map(answer => answer.status)).toEqual(['rejected', 'rejected'])
  expect(await tape.read('a', 0)).toBeNull()
  outcome = 'done'
  expect(await tape.append('a', text(0, 'Hello'))).toEqual({ epoch: 1, offset: 5 })
  expect((await tape.read('a', 0))?.parts).toEqual(['Hello'])
})

it('takes the same text again, and more, where a commit was done but its answer lost', async () => {
  const disk: Disk = { rows: [] }
  let outcome: Outcome = 'lost'
  const { tape } = await openTape(async kind => (kind === 'insert' ? outcome : 'done'), disk)
  await expect(tape.append('a', text(0, 'Hel'))).rejects.toThrow()
  outcome = 'done'
  expect(await tape.append('a', text(0, 'Hello'))).toEqual({ epoch: 1, offset: 5 })
  expect((await tape.read('a', 0))?.parts).toEqual(['Hello'])
  const { tape: next } = await openTape(undefined, disk)
  expect(await next.fence('a', 2)).toEqual(['Hello'])
})

it('answers an append that was fenced while it waited for its turn', async () => {
  const clock = createFakeClock(0)
  const { tape, disk } = await openTape(
    slowInserts(clock, () => 2),
    undefined,
    clock,
  )
  void tape.append('a', text(0, 'Hello'))
  await clock.advance(2)
  const late = tape.append('a', text(5, ' from the old'))
  const fenced = tape.fence('a', 2)
  const fresh = tape.append('a', { epoch: 2, at: 5, parts: [' from the new'] })
  await clock.advance(60)
  expect(await fenced).toEqual(['Hello'])
  expect(await late).toMatchObject({ epoch: 2 })
  expect(await fresh).toEqual({ epoch: 2, offset: 18 })
  expect(disk.rows.map(row => row.parts)).toEqual(['["Hello"]', '[" from the new"]'])
})

it('lets a second append of a reply wait for the first, without spinning', async () => {
  const clock = createFakeClock(0)
  const { tape } = await openTape(
    slowInserts(clock, () => 2),
    undefined,
    clock,
  )
  void tape.append('a', text(0, 'busy'))
  await clock.advance(2)
  const answered: string[] = []
  void tape.append('a', text(4, ' first')).then(() => answered.push('first'))
  void tape.append('a', text(4, ' second')).then(() => answered.push('second'))
  await clock.advance(1)
  expect(answered).toEqual([])
  await clock.advance(30)
  expect(answered).toEqual(['first', 'second'])
})

it('commits what waits before it closes', async () => {
  const clock = createFakeClock(0)
  const commits: number[] = []
  const { tape, disk } = await openTape(
    slowInserts(clock, () => 2, commits),
    undefined,
    clock,
  )
  void tape.append('a', text(0, 'busy'))
  await clock.advance(2)
  const waits = tape.append('b', text(0, 'kept'))
  const closed = tape.close()
  await clock.advance(30)
  await closed
  expect(await waits).toEqual({ epoch: 1, offset: 4 })
  expect(disk.rows).toHaveLength(2)
  expect(clock.timers()).toBe(0)
})
