import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemClock as clock } from '../lib/clock.ts'
import { openRedis, type Redis } from '../lib/redis.ts'
import { describeLimits } from './conformance.ts'
import type { Limits, Seat } from './limits.ts'
import { createRedisLimits } from './redis.ts'
import { hasRedisServer, startRedisServer, type RedisServer } from './testing/redis-server.ts'

const QUICK = { beatMs: 50, lifeMs: 400 }
/** Never beats within a test. */
const SLOW = { beatMs: 600_000, lifeMs: 600_000 }
const NO_ANSWER_MS = 1_000

describe.skipIf(!hasRedisServer)('limits in Redis', () => {
  let server: RedisServer
  let look: Redis
  beforeAll(async () => {
    server = await startRedisServer()
    look = connect()
  })
  afterEach(() => look.run(client => client.flushAll()))
  afterAll(async () => {
    await look.close()
    await server.remove()
  })

  const connect = () => openRedis({ url: server.url, onTrouble: () => {} })
  const trouble: unknown[] = []
  const openPod = (podId: string, pace = SLOW, redis = connect()) => {
    const onTrouble = (error: unknown) => void trouble.push(error)
    const limits = createRedisLimits({ redis, podId, clock, onTrouble, pace })
    return { ...limits, redis, podId }
  }

  describeLimits('of many processes', async () => {
    const { redis, ...limits } = openPod('alone')
    const remove = () => limits.close().then(() => redis.close())
    return { limits, pass: async () => {}, remove }
  })

  describe('two processes', () => {
    type Pod = Limits & { redis: Redis; podId: string }
    let pods: Pod[]
    let one: Pod
    let two: Pod
    const open = (...args: Parameters<typeof openPod>) => {
      const pod = openPod(...args)
      pods.push(pod)
      return pod
    }
    beforeEach(() => {
      pods = []
      one = open('one', QUICK)
      two = open('two', QUICK)
    })
    afterEach(async () => {
      for (const pod of pods) await pod.close()
      for (const { redis } of pods) await redis.close()
    })

    const seat: Seat = { key: 'user:ana', max: 2 }
    const sit = async (pod: Limits, ...seats: Seat[]) => {
      const seated = await pod.sit(seats)
      if ('full' in seated) throw new Error(`${seated.full.key} is full`)
      return seated.release
    }
    const canSit = (pod: Limits) =>
      sit(pod, seat).then(
        release => (release(), true),
        () => false,
      )
    const seatsOf = ({ podId }: Pod) => look.run(client => client.hGetAll(`folio:seats:${podId}`))
    const lastSignOf = ({ podId }: Pod) => look.run(client => client.zScore('folio:pods', podId))
    /** Kills whatever keeps it alive. */
    const die = (pod: Pod) => pod.redis.close()

    it('give exactly as many as there are together, to fifty who come at once', async () => {
      const quotas = [one, two].map(pod => pod.quota('messages', { max: 10, windowMs: 60_000 }))
      const takes = Array.from({ length: 25 }, () => quotas.map(quota => quota.take('ana'))).flat()
      expect((await Promise.all(takes)).filter(({ allowed }) => allowed)).toHaveLength(10)
    })

    it('seat exactly as many as there are together, of fifty who come at once', async () => {
      const many = { key: 'user:cleo', max: 10 }
      const asked = Array.from({ length: 25 }, () => [one, two].map(pod => pod.sit([many]))).flat()
      expect((await Promise.all(asked)).filter(answer => 'release' in answer)).toHaveLength(10)
    })

    it('keep nobody waiting longer than was said, who was refused because of the other', async () => {
      const [mine, yours] = [one, two].map(pod => pod.quota('messages', { max: 2, windowMs: 600 }))
      await Promise.all([yours?.take('ana'), yours?.take('ana')])
      await expect.poll(async () => (await yours?.take('ana'))?.resetMs, { interval: 20 }).toBeLessThan(300)
      for (const _ of [1, 2, 3]) expect((await mine?.take('ana'))?.allowed).toBe(false)
      await expect.poll(async () => (await yours?.take('ana'))?.allowed, { interval: 20 }).toBe(true)
      expect((await mine?.take('ana'))?.allowed).toBe(true)
    })

    it('give back to each other', async () => {
      const [release] = [await sit(one, seat), await sit(two, seat)]
      expect([await canSit(one), await canSit(two)]).toEqual([false, false])
      release()
      await expect.poll(() => canSit(two)).toBe(true)
      const quotas = [one, two].map(pod => pod.quota('passwords', { max: 1, windowMs: 60_000 }))
      await quotas[0]?.take('ana')
      expect((await quotas[1]?.take('ana'))?.allowed).toBe(false)
      for (const _ of [1, 2]) await quotas[0]?.giveBack('ana')
      expect((await quotas[1]?.take('ana'))?.allowed).toBe(true)
      expect((await quotas[0]?.take('ana'))?.allowed).toBe(false)
    })

    it('count nothing of who was refused', async () => {
      await Promise.all([sit(one, seat), sit(one, seat)])
      const refused = await two.sit([{ key: 'address:a', max: 9 }, seat])
      expect(refused).toEqual({ full: seat })
      await expect.poll(() => seatsOf(two)).toEqual({})
      expect(await seatsOf(one)).toEqual({ 'user:ana': '2' })
    })

    it('keep the seats of one that lives, and free those of one that has died', async () => {
      await Promise.all([sit(one, seat), sit(one, seat)])
      const began = (await lastSignOf(one)) ?? Infinity
      await expect.poll(() => lastSignOf(one)).toBeGreaterThan(began + 2 * QUICK.lifeMs)
      expect(await canSit(two)).toBe(false)
      await die(one)
      await expect.poll(() => canSit(two)).toBe(true)
      await expect.poll(() => look.run(client => client.keys('folio:seats:one'))).toEqual([])
      expect(await look.run(client => client.zRange('folio:pods', 0, -1))).toEqual(['two'])
    })

    it('free the seats of one that leaves at once, and of one that comes back under its name', async () => {
      const slow = open('slow')
      await Promise.all([sit(slow, seat), sit(slow, seat)])
      expect(await canSit(two)).toBe(false)
      await slow.close()
      expect(await canSit(two)).toBe(true)
      const dead = open('dead')
      await Promise.all([sit(dead, seat), sit(dead, seat)])
      await die(dead)
      expect(await canSit(two)).toBe(false)
      const connected = connect()
      await connected.ping()
      expect(await seatsOf(dead)).toEqual({ 'user:ana': '2' })
      open('dead', SLOW, connected)
      await expect.poll(() => seatsOf(dead)).toEqual({})
      expect(await canSit(two)).toBe(true)
    })

    it('remember their own where Redis has forgotten everything', async () => {
      await Promise.all([sit(one, seat), sit(one, seat)])
      const quota = one.quota('messages', { max: 1, windowMs: 60_000 })
      await quota.take('ana')
      await look.run(client => client.flushAll())
      expect((await quota.take('ana')).allowed).toBe(false)
      expect(await canSit(one)).toBe(false)
      await expect.poll(() => canSit(two)).toBe(false)
    })

    it('are limited while Redis is away, each for itself, and together again when it is back', async () => {
      const [mine, yours] = [one, two].map(pod => pod.quota('messages', { max: 2, windowMs: 60_000 }))
      await mine?.take('ana')
      const release = await sit(one, seat)
      // It says so by itself when Redis is back, long before its next sign of life.
      const slow = open('slow')
      await sit(slow, { key: 'user:cleo', max: 1 })
      await server.kill()
      expect((await mine?.take('ana'))?.allowed).toBe(true)
      for (const _ of [1, 2]) expect((await mine?.take('ana'))?.allowed).toBe(false)
      expect((await yours?.take('ana'))?.allowed).toBe(true)
      await mine?.giveBack('ana')
      expect((await mine?.take('ana'))?.allowed).toBe(true)
      await sit(one, seat)
      expect(await canSit(one)).toBe(false)
      release()
      await sit(two, seat)
      expect(await canSit(one)).toBe(true)
      await server.start()
      await expect
        .poll(() => Promise.all([one, two, slow].map(seatsOf)).catch(() => 'away'), { timeout: 5_000 })
        .toEqual([{ 'user:ana': '1' }, { 'user:ana': '1' }, { 'user:cleo': '1' }])
      expect([await canSit(one), await canSit(two)]).toEqual([false, false])
      expect(trouble).toEqual([])
    })

    it('are limited while Redis hangs, and answer within a second or so', async () => {
      const quota = one.quota('messages', { max: 1, windowMs: 60_000 })
      await sit(one, seat)
      server.hang()
      try {
        const beganAt = performance.now()
        const takes = [quota.take('ana'), quota.take('ana')]
        const seated = await Promise.all([1, 2].map(() => one.sit([seat])))
        expect((await Promise.all(takes)).map(({ allowed }) => allowed)).toEqual([true, false])
        expect(seated.filter(answer => 'full' in answer)).toHaveLength(1)
        expect(performance.now() - beganAt).toBeLessThan(2 * NO_ANSWER_MS)
      } finally {
        server.goOn()
      }
      await expect.poll(() => seatsOf(one).catch(() => 'away'), { timeout: 5_000 }).toEqual({ 'user:ana': '2' })
    })

    it('tell once of a Redis that is there and cannot count, and count by themselves', async () => {
      await look.run(client => client.hSet('folio:quota:messages:ana', 'not', 'a number'))
      const quota = one.quota('messages', { max: 2, windowMs: 60_000 })
      const answers = [await quota.take('ana'), await quota.take('ana'), await quota.take('ana')]
      expect(answers.map(({ allowed }) => allowed)).toEqual([true, true, false])
      expect(trouble.splice(0)).toEqual([expect.objectContaining({ message: expect.stringContaining('WRONGTYPE') })])
    })
  })
})
