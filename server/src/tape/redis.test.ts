import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { join, span, type Part } from '@folio/protocol'
import { REDIS_URL } from '../lib/testing/services.ts'
import { describeTape } from './conformance.ts'
import type { Tape } from './tape.ts'
import { makeRedisPlace } from './testing/redis-place.ts'

const CITATION: Part = { data: { type: 'citation', title: 'of something' } }

describe.skipIf(!REDIS_URL)('the tape in Redis', () => {
  describeTape('as any other', async () => makeRedisPlace())

  describe('for many processes', () => {
    let place: ReturnType<typeof makeRedisPlace>
    let ana: Tape
    let ben: Tape
    beforeEach(async () => {
      place = makeRedisPlace()
      ana = await place.open()
      ben = await place.open()
    })
    afterEach(() => place.remove())
    const idsOf = async (reply: string) =>
      (await place.redis.run(client => client.xRange(place.keyOf(reply), '-', '+')))?.map(({ id }) => id)

    it('gives every entry its address for an id', async () => {
      await ana.append('r', { epoch: 1, at: 0, parts: ['Hello 👋'] })
      await ana.append('r', { epoch: 1, at: 8, parts: [CITATION, '!'] })
      await ana.fence('r', 2)
      await ana.append('r', { epoch: 2, at: 10, parts: ['more'] })
      expect(await idsOf('r')).toEqual(['1-1', '1-9', '2-10', '2-11'])
      await ana.drop('r', 2)
      expect(await idsOf('r')).toEqual(['2-0'])
    })

    it('lets one process read and go on with what another wrote', async () => {
      await ana.append('r', { epoch: 1, at: 0, parts: ['from ana, '] })
      expect(await ben.read('r', 5)).toEqual({ epoch: 1, at: 5, parts: ['ana, '] })
      expect(await ben.fence('r', 2)).toEqual(['from ana, '])
      expect(await ana.append('r', { epoch: 1, at: 10, parts: ['late'] })).toEqual({ epoch: 2, offset: 10 })
      expect(await ben.append('r', { epoch: 2, at: 10, parts: ['then ben'] })).toEqual({ epoch: 2, offset: 18 })
      expect(await ana.read('r', 0)).toEqual({ epoch: 2, at: 0, parts: ['from ana, then ben'] })
    })

    it('takes one of two processes that write the same place at once, for every place', async () => {
      const write = (tape: Tape, at: number, word: string) => tape.append('r', { epoch: 1, at, parts: [word] })
      for (let at = 0; at < 50; at++) {
        const answers = await Promise.all([write(ana, at, 'a'), write(ben, at, 'b')])
        expect(answers.map(({ offset }) => offset)).toEqual([at + 1, at + 1])
      }
      expect(span((await ana.read('r', 0))?.parts ?? [])).toBe(50)
    })

    it('refuses a replaced writer also where the reply was dropped', async () => {
      await ana.append('r', { epoch: 1, at: 0, parts: ['Hello'] })
      await ben.fence('r', 2)
      await ben.drop('r', 2)
      expect(await ana.append('r', { epoch: 1, at: 0, parts: ['Hello'] })).toEqual({ epoch: 2, offset: 0 })
      expect(await ben.read('r', 0)).toBeNull()
    })

    it('says since when nothing was lost, the same to every process', async () => {
      const since = await ana.keptSince()
      expect(since).toBeGreaterThan(0)
      expect(since).toBeLessThanOrEqual(Date.now())
      expect(await ben.keptSince()).toBe(since)
    })

    it('doubles nothing when an append is sent again because its answer was lost', async () => {
      const batch = { epoch: 1, at: 0, parts: ['Hello', CITATION] }
      for (let tries = 0; tries < 3; tries++) expect(await ana.append('r', batch)).toEqual({ epoch: 1, offset: 6 })
      expect(await ben.read('r', 0)).toEqual({ epoch: 1, at: 0, parts: ['Hello', CITATION] })
    })

    it('answers 0 and writes nothing when Redis has lost the reply, until it is written from its start', async () => {
      await ana.append('r', { epoch: 3, at: 0, parts: ['Hello'] })
      await place.redis.run(client => client.del(place.keyOf('r')))
      expect(await ana.append('r', { epoch: 3, at: 5, parts: [' again'] })).toEqual({ epoch: 0, offset: 0 })
      expect(await place.redis.run(client => client.exists(place.keyOf('r')))).toBe(0)
      expect(await ana.fence('r', 3)).toEqual([])
      expect(await ben.append('r', { epoch: 2, at: 0, parts: ['late'] })).toEqual({ epoch: 3, offset: 0 })
      expect(await ana.append('r', { epoch: 3, at: 0, parts: ['Hello again'] })).toEqual({ epoch: 3, offset: 11 })
    })

    it('expires ten minutes after the last append, fence or drop', async () => {
      const expiry = async () => {
        const ms = await place.redis.run(client => client.pTTL(place.keyOf('r')))
        await place.redis.run(client => client.pExpire(place.keyOf('r'), 60_000))
        return ms
      }
      const acts = [
        () => ana.append('r', { epoch: 1, at: 0, parts: ['Hello'] }),
        () => ana.append('r', { epoch: 1, at: 5, parts: ['again'] }),
        () => ana.fence('r', 2),
        () => ana.drop('r', 2),
      ]
      for (const act of acts) {
        await act()
        const ms = await expiry()
        expect(ms).toBeGreaterThan(590_000)
        expect(ms).toBeLessThanOrEqual(600_000)
      }
    })

    it('reads from every offset of a reply of many batches', async () => {
      const parts = Array.from({ length: 60 }, (_, index): Part => (index % 7 === 3 ? CITATION : `word ${index} `))
      for (let index = 0, at = 0; index < parts.length; index++) {
        at = (await ana.append('r', { epoch: 1 + Math.floor(index / 25), at, parts: parts.slice(index, index + 1) }))
          .offset
      }
      const whole = (await ben.read('r', 0))?.parts ?? []
      expect(whole).toEqual(join(parts))
      for (let from = 1; from < span(parts); from++) {
        const batch = await ben.read('r', from)
        expect(batch).toMatchObject({ epoch: 3, at: from })
        expect(span(batch?.parts ?? [])).toBe(span(parts) - from)
      }
    })

    it('writes nothing for a batch without weight', async () => {
      expect(await ana.append('r', { epoch: 1, at: 0, parts: [''] })).toEqual({ epoch: 0, offset: 0 })
      await ana.append('r', { epoch: 1, at: 0, parts: ['Hello'] })
      expect(await ana.append('r', { epoch: 1, at: 5, parts: [] })).toEqual({ epoch: 1, offset: 5 })
      expect(await ana.append('r', { epoch: 1, at: 5, parts: ['!'] })).toEqual({ epoch: 1, offset: 6 })
    })
  })
})
