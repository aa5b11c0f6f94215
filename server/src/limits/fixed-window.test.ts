import { expect, it } from 'vitest'
import { createFakeClock } from '../lib/fake-clock.ts'
import { createFixedWindow } from './fixed-window.ts'

const minute = (max: number, maxKeys?: number) => {
  const clock = createFakeClock()
  return {
    clock,
    quota: createFixedWindow({ max, windowMs: 60_000, clock, ...(maxKeys !== undefined && { maxKeys }) }),
  }
}

it('gives so many to each key, and no more until the window is over', async () => {
  const { clock, quota } = minute(2)
  expect(quota.take('ana')).toEqual({ allowed: true, remaining: 1, resetMs: 60_000 })
  await clock.advance(20_000)
  expect(quota.take('ana')).toEqual({ allowed: true, remaining: 0, resetMs: 40_000 })
  expect(quota.take('ana')).toEqual({ allowed: false, remaining: 0, resetMs: 40_000 })
  expect(quota.take('ben').allowed).toBe(true)
  await clock.advance(39_999)
  expect(quota.take('ana').allowed).toBe(false)
  await clock.advance(1)
  expect(quota.take('ana')).toEqual({ allowed: true, remaining: 1, resetMs: 60_000 })
})

it('forgets what was given back, but never gives more than there is', () => {
  const { quota } = minute(1)
  quota.take('ana')
  quota.giveBack('ana')
  quota.giveBack('ana')
  expect(quota.take('ana').allowed).toBe(true)
  expect(quota.take('ana').allowed).toBe(false)
})

it('lets a flood of keys share one quota instead of opening the limit', async () => {
  const { clock, quota } = minute(2, 3)
  for (const key of ['a', 'b', 'c']) quota.take(key)
  expect(['d', 'e', 'f'].map(key => quota.take(key).allowed)).toEqual([true, true, false])
  expect(quota.take('a').allowed).toBe(true)
  await clock.advance(60_000)
  expect(['d', 'e', 'f'].map(key => quota.take(key).allowed)).toEqual([true, true, true])
})
