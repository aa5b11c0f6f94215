import { beforeEach, expect, it } from 'vitest'
import { createFakeClock, type FakeClock } from '../lib/fake-clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { createOverload, type Overload } from './overload.ts'

const LOOK_MS = 60

let time: FakeClock
/** How much later than it should the process does everything. */
let lateMs: number
let replies: number
let writes: number
let overload: Overload
beforeEach(() => {
  time = createFakeClock()
  ;[lateMs, replies, writes] = [0, 0, 0]
  const clock = { ...time, setTimer: (run: () => void, ms: number) => time.setTimer(run, ms + lateMs) }
  overload = createOverload({ clock, replies: () => replies, writes: () => writes })
})

const admits = (): boolean => {
  try {
    overload.refuseCrowd()
    return true
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal)
    expect(error).toMatchObject({ code: 'unavailable', retryAfterMs: expect.any(Number) })
    return false
  }
}
/** As many as come, until one is refused or there are so many. */
const come = (most: number) => {
  while (replies < most && admits()) replies++
  return replies
}
/** Long enough for several judgements, however late they come. */
const wait = (looks = 1) => time.advance(looks * (LOOK_MS + 3 * lateMs))

/** So many that are there all the time, because whoever is answered asks again. */
const stay = async (crowd: number, looks: number) => {
  for (let look = 0; look < looks; look++) {
    expect(come(crowd)).toBe(crowd)
    await wait()
    replies -= 20
  }
}
/** More than there is room for, all the time; a tenth of the replies ends between two looks. */
const push = async (looks: number) => {
  for (let look = 0; look < looks; look++) {
    come(Infinity)
    await wait()
    replies = Math.floor(replies * 0.9)
  }
}

it('takes two hundred at once, and more while the process is in time', async () => {
  expect(come(200)).toBe(200)
  expect(come(2_000)).toBeLessThan(300)
  for (let look = 0; look < 30; look++) {
    await wait()
    come(2_000)
  }
  expect(replies).toBe(2_000)
})

it('refuses none of two hundred, however late the process is', async () => {
  lateMs = 500
  await stay(200, 20)
})

it('makes a crowd that goes on pushing smaller, until the process is in time', async () => {
  lateMs = 60
  await push(40)
  expect(replies).toBeLessThan(20)
  expect(replies).toBeGreaterThan(0)
  lateMs = 0
  await push(10)
  expect(replies).toBeGreaterThan(12)
})

it('is back to what is usual within seconds after the last was refused', async () => {
  lateMs = 60
  await push(40)
  replies = 0
  lateMs = 0
  await wait(10)
  expect(come(200)).toBe(200)
})

it('takes no notice of one late moment', async () => {
  await push(10)
  const before = replies
  expect(before).toBeGreaterThan(200)
  lateMs = 80
  await time.advance(20)
  lateMs = 0
  await time.advance(300)
  expect(come(before + 1)).toBe(before + 1)
})

it('takes nobody while too many writes wait for the database', () => {
  writes = 220
  expect(admits()).toBe(false)
  writes = 219
  expect(admits()).toBe(true)
})

it('looks at nothing while there is little to do', async () => {
  come(50)
  expect(time.timers()).toBe(0)
  come(200)
  expect(time.timers()).toBe(1)
  replies = 50
  await wait(2)
  expect(time.timers()).toBe(0)
})

it('sends them back at different moments', () => {
  writes = 400
  const waits = new Set<number>()
  for (let n = 0; n < 100; n++) {
    try {
      overload.refuseCrowd()
    } catch (error) {
      if (error instanceof Refusal) waits.add(error.retryAfterMs ?? 0)
    }
  }
  expect([...waits].sort()).toEqual([1_000, 2_000, 3_000])
})
