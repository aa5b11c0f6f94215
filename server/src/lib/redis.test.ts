import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openRedis, RedisAway, type Redis, type RedisClient } from './redis.ts'
import { redisScript } from './redis-script.ts'
import { openProxy, type Proxy } from './testing/proxy.ts'
import { REDIS_URL } from './testing/services.ts'

const get = (client: RedisClient) => client.get('folio:test:nothing')
const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 20 })

describe.skipIf(!REDIS_URL)('a connection to Redis', () => {
  let way: Proxy
  let redis: Redis
  const troubles: Error[] = []
  const resumed = vi.fn<() => void>()
  const open = () => openRedis({ url: way.url, onTrouble: error => troubles.push(error) })
  beforeEach(async () => {
    way = await openProxy(REDIS_URL ?? '')
    troubles.length = 0
    resumed.mockClear()
    redis = open()
    await redis.ping()
    redis.onResume(resumed)
  })
  afterEach(async () => {
    await redis.close()
    await way.close()
  })

  it('runs at once what is asked before it is open', async () => {
    const second = open()
    expect(second.away).toBe(true)
    expect(await second.run(get)).toBeNull()
    expect(second.away).toBe(false)
    await second.close()
  })

  it('passes on what Redis itself refuses, and stays', async () => {
    await expect(redis.run(client => client.sendCommand(['NO', 'SUCH']))).rejects.toThrow(/unknown command/)
    expect(redis.away).toBe(false)
  })

  it('rejects what is under way when it is cut off, then everything at once, until it is back', async () => {
    const under = redis.run(client => client.blPop(`folio:test:${randomUUID()}`, 5))
    under.catch(() => {})
    way.cut()
    await expect(under).rejects.toThrow(RedisAway)
    for (let times = 0; times < 50; times++) await expect(redis.run(get)).rejects.toThrow(RedisAway)
    await expect(redis.ping()).rejects.toThrow(RedisAway)
    expect(redis.away).toBe(true)
    expect(resumed).not.toHaveBeenCalled()
    way.heal()
    await soon(() => expect(resumed).toHaveBeenCalledOnce())
    expect(await redis.run(get)).toBeNull()
    expect(troubles).toHaveLength(1)
  })

  it('rejects what is not answered within a second, and all that waits behind it', async () => {
    way.hang()
    const beganAt = performance.now()
    const all = await Promise.allSettled([redis.run(get), redis.run(get), redis.run(get)])
    expect(all.map(one => one.status === 'rejected' && one.reason instanceof RedisAway)).toEqual([true, true, true])
    expect(performance.now() - beganAt).toBeLessThan(3_000)
    await expect(redis.run(get)).rejects.toThrow(RedisAway)
    way.heal()
    await soon(() => expect(resumed).toHaveBeenCalledOnce())
    expect(await redis.run(get)).toBeNull()
    expect(troubles).toHaveLength(1)
  })

  it('notices by itself that nothing is answered any more', async () => {
    way.hang()
    await soon(() => expect(redis.away).toBe(true))
    expect(troubles).toHaveLength(1)
  })

  it('starts while Redis is away', async () => {
    way.cut()
    const early = open()
    early.onResume(resumed)
    await expect(early.run(get)).rejects.toThrow(RedisAway)
    way.heal()
    await soon(() => expect(resumed).toHaveBeenCalled())
    await soon(() => expect(early.away).toBe(false))
    expect(await early.run(get)).toBeNull()
    await early.close()
  })

  it('counts as away while it takes no writes', async () => {
    const refuse = redisScript("return redis.error_reply('READONLY this is a replica')")
    await expect(redis.run(client => refuse(client, [], []))).rejects.toThrow(RedisAway)
    expect(redis.away).toBe(true)
    await soon(() => expect(resumed).toHaveBeenCalledOnce())
  })

  it('does not take its own being busy for Redis being away', async () => {
    const direct = openRedis({ url: REDIS_URL ?? '', onTrouble: error => troubles.push(error) })
    await direct.ping()
    const asked = direct.run(client => {
      const answer = get(client)
      // The very next thing after it was sent.
      setImmediate(() => {
        const until = performance.now() + 1_300
        while (performance.now() < until);
      })
      return answer
    })
    expect(await asked).toBeNull()
    expect(troubles).toEqual([])
    await direct.close()
  })

  it('closes once what is under way is answered, and takes nothing more', async () => {
    const asked = redis.run(get)
    await redis.close()
    expect(await asked).toBeNull()
    await expect(redis.run(get)).rejects.toThrow(RedisAway)
    await soon(() => expect(way.open()).toBe(0))
  })

  it('closes also where what is under way is never answered', async () => {
    way.hang()
    const asked = redis.run(get)
    asked.catch(() => {})
    await redis.close()
    await expect(asked).rejects.toThrow(RedisAway)
    await soon(() => expect(way.open()).toBe(0))
  })

  it('runs a script that Redis does not know yet, and again when it does', async () => {
    const script = redisScript(`-- ${randomUUID()}\nreturn {KEYS[1], ARGV[1], ARGV[2]}`)
    const run = () => redis.run(client => script(client, ['folio:test:key'], ['text', 7]))
    expect([await run(), await run()]).toEqual([
      ['folio:test:key', 'text', '7'],
      ['folio:test:key', 'text', '7'],
    ])
  })
})
