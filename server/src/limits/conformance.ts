import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Limits, Seat } from './limits.ts'

/** Where limits are counted, with nothing counted at first. */
export type LimitsPlace = {
  limits: Limits
  /** Lets time pass where that stands still by itself. */
  pass(ms: number): Promise<void>
  remove(): Promise<void>
}

/** What all limits keep, whatever stands behind them. */
export function describeLimits(name: string, makePlace: () => Promise<LimitsPlace>): void {
  describe(`limits: ${name}`, () => {
    let place: LimitsPlace
    let limits: Limits
    beforeEach(async () => {
      place = await makePlace()
      limits = place.limits
    })
    afterEach(() => place.remove())

    describe('a quota', () => {
      const minute = (max: number, called = 'messages') => limits.quota(called, { max, windowMs: 60_000 })

      it('gives exactly as many as there are to fifty who come at once', async () => {
        const quota = minute(10)
        const answers = await Promise.all(Array.from({ length: 50 }, () => quota.take('ana')))
        expect(answers.filter(({ allowed }) => allowed)).toHaveLength(10)
      })

      it('says what is left, and when there is all of it again', async () => {
        const quota = minute(2)
        expect([quota.max, quota.windowMs]).toEqual([2, 60_000])
        const answers = [await quota.take('ana'), await quota.take('ana'), await quota.take('ana')]
        expect(answers.map(({ allowed, remaining }) => ({ allowed, remaining }))).toEqual([
          { allowed: true, remaining: 1 },
          { allowed: true, remaining: 0 },
          { allowed: false, remaining: 0 },
        ])
        for (const { resetMs } of answers) {
          expect(resetMs).toBeGreaterThan(50_000)
          expect(resetMs).toBeLessThanOrEqual(60_000)
        }
      })

      it('can be looked at without being taken from', async () => {
        const quota = minute(2)
        expect(await quota.look('ana')).toEqual({ allowed: true, remaining: 2, resetMs: 0 })
        await quota.take('ana')
        for (let n = 0; n < 3; n++) expect(await quota.look('ana')).toMatchObject({ allowed: true, remaining: 1 })
        await quota.take('ana')
        const { resetMs, ...left } = await quota.look('ana')
        expect(left).toEqual({ allowed: false, remaining: 0 })
        expect(resetMs).toBeGreaterThan(50_000)
        expect(resetMs).toBeLessThanOrEqual(60_000)
      })

      it('ends with its window, which refusals do not make longer', async () => {
        const quota = limits.quota('short', { max: 2, windowMs: 400 })
        const take = async () => (await quota.take('ana')).allowed
        expect([await take(), await take(), await take()]).toEqual([true, true, false])
        const comeAgain = async () => {
          await place.pass(50)
          return take()
        }
        await expect.poll(comeAgain, { interval: 20 }).toBe(true)
        expect([await take(), await take()]).toEqual([true, false])
      })

      it('of one name or key takes nothing from another', async () => {
        const [messages, requests] = [minute(1), minute(1, 'requests')]
        const takes = [messages.take('ana'), messages.take('ben'), requests.take('ana')]
        expect((await Promise.all(takes)).map(({ allowed }) => allowed)).toEqual([true, true, true])
        expect((await messages.take('ana')).allowed).toBe(false)
      })

      it('takes back what did not count, but never gives more than there is', async () => {
        const quota = minute(1)
        await quota.take('ana')
        await quota.giveBack('ana')
        await quota.giveBack('ana')
        await quota.giveBack('nobody')
        expect([(await quota.take('ana')).allowed, (await quota.take('ana')).allowed]).toEqual([true, false])
      })
    })

    describe('seats', () => {
      const [ana, ben]: [Seat, Seat] = [
        { key: 'user:ana', max: 1 },
        { key: 'user:ben', max: 1 },
      ]
      const address: Seat = { key: 'address:a', max: 2 }
      const sit = async (...seats: Seat[]) => {
        const seated = await limits.sit(seats)
        if ('full' in seated) throw new Error(`${seated.full.key} is full`)
        return seated.release
      }
      const canSit = (...seats: Seat[]) =>
        sit(...seats).then(
          release => (release(), true),
          () => false,
        )

      it('are taken all or none, and the first that is full is told', async () => {
        await sit(ana, address)
        expect(await limits.sit([address, ana])).toEqual({ full: ana })
        await sit(ben, address)
        const both = [ben, address].map(seat => ({ ...seat, max: seat.max + 1 }))
        expect(await limits.sit([...both, { key: 'user:ana', max: 1 }])).toEqual({ full: ana })
        expect(await limits.sit([address])).toEqual({ full: address })
        expect(await canSit(...both)).toBe(true)
      })

      it('are given back once', async () => {
        const [first] = [await sit(address), await sit(address)]
        expect(await canSit(address)).toBe(false)
        first()
        first()
        await sit(address)
        expect(await canSit(address)).toBe(false)
      })

      it('are as many as there are for fifty who come at once', async () => {
        const seat = { key: 'user:cleo', max: 10 }
        const answers = await Promise.all(Array.from({ length: 50 }, () => limits.sit([seat])))
        expect(answers.filter(answer => 'release' in answer)).toHaveLength(10)
        for (const answer of answers) if ('release' in answer) answer.release()
        expect(await canSit(seat)).toBe(true)
      })
    })
  })
}
