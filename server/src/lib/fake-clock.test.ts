import { expect, it } from 'vitest'
import { createFakeClock } from './fake-clock.ts'

it('runs what is due in the order of time, each at its moment', async () => {
  const clock = createFakeClock(0)
  const seen: string[] = []
  clock.setTimer(() => seen.push(`late at ${clock.now()}`), 20)
  clock.setTimer(() => seen.push(`early at ${clock.now()}`), 10)
  clock.setTimer(() => seen.push('never'), 31)
  await clock.advance(30)
  expect(seen).toEqual(['early at 10', 'late at 20'])
  expect([clock.now(), clock.timers()]).toEqual([30, 1])
})

it('lets what a timer set off settle before the next', async () => {
  const clock = createFakeClock(0)
  const seen: number[] = []
  const again = async () => {
    await Promise.resolve()
    seen.push(clock.now())
    clock.setTimer(() => void again(), 10)
  }
  clock.setTimer(() => void again(), 10)
  await clock.advance(35)
  expect(seen).toEqual([10, 20, 30])
})

it('forgets a timer that was taken back', async () => {
  const clock = createFakeClock()
  const cancel = clock.setTimer(() => expect.unreachable(), 10)
  cancel()
  await clock.advance(100)
  expect(clock.timers()).toBe(0)
})
