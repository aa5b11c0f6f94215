import { join, span, tail, type Part } from '@folio/protocol'
import type { Clock } from '../lib/clock.ts'
import type { Redis, RedisClient } from '../lib/redis.ts'
import { redisScript } from '../lib/redis-script.ts'
import type { Tape } from './tape.ts'

/** Counted from the last append: by then its row has been finished, by whomever. */
const EXPIRE_MS = 600_000
/** Who reads lags behind by a batch or two: so many of the last entries are looked at before all of them are. */
const RECENT = 16

/*
 * One stream per reply. The id of an entry is its address: a batch of epoch 2 at offset 7 is entry 2-8, with its span
 * `n` and its parts `p`. A fence of epoch 3 where the reply stands at 12 is entry 3-12, with nothing but its name:
 * Redis itself refuses whatever an older epoch adds behind it, and takes 3-13, the first batch of the new epoch.
 */
const STANDS = `
local key = KEYS[1]
local function stands()
  local last = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
  if not last then return 0, 0 end
  local epoch, number = string.match(last[1], '(%d+)-(%d+)')
  local fields = last[2]
  if fields[1] == 'fence' then return tonumber(epoch), tonumber(number) end
  return tonumber(epoch), tonumber(number) - 1 + tonumber(fields[2])
end
local function add(epoch, number, ...)
  redis.call('XADD', key, string.format('%.0f-%.0f', epoch, number), ...)
  redis.call('PEXPIRE', key, ${EXPIRE_MS})
end
local epoch, offset = stands()
`
const append = redisScript(`${STANDS}
local asked, at, n = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if asked < epoch or at ~= offset or n == 0 then return {epoch, offset} end
add(asked, at + 1, 'n', ARGV[3], 'p', ARGV[4])
return {asked, at + n}
`)
const fence = redisScript(`${STANDS}
local there = {}
for _, entry in ipairs(redis.call('XRANGE', key, '-', '+')) do
  if entry[2][1] == 'n' then table.insert(there, entry[2][4]) end
end
local asked = tonumber(ARGV[1])
if asked > epoch then add(asked, offset, 'fence', '') end
return there
`)
const drop = redisScript(`${STANDS}
if epoch > tonumber(ARGV[1]) then return end
redis.call('DEL', key)
if epoch > 0 then add(epoch, 0, 'fence', '') end
`)

const keptSince = redisScript(`
if not redis.call('GET', KEYS[1]) then redis.call('SET', KEYS[1], ARGV[1]) end
return redis.call('GET', KEYS[1])
`)

/** The tape of many processes, in Redis Streams. Redis asks for each append whether it fits, and forgets by itself. */
export function createRedisTape(redis: Redis, clock: Pick<Clock, 'now'>): Tape {
  /** It goes with everything else: who finds it missing knows that all was lost by now. */
  const since = async () => Number(await redis.run(client => keptSince(client, ['folio:tapes-since'], [clock.now()])))
  redis.onResume(() => void since().catch(() => {}))
  return {
    async append(reply, { epoch, at, parts }) {
      const args = [epoch, at, span(parts), JSON.stringify(parts)]
      const answer = await redis.run(client => append(client, [keyOf(reply)], args))
      const [standing, offset] = answer as [number, number]
      return { epoch: standing, offset }
    },
    async fence(reply, epoch) {
      const written = await redis.run(client => fence(client, [keyOf(reply)], [epoch]))
      return join((written as string[]).flatMap(partsOf))
    },
    async read(reply, from) {
      const entries = await redis.run(client => readBack(client, keyOf(reply), from))
      const last = entries.at(-1)
      if (!last || last.end <= from) return null
      const parts = entries.flatMap(entry => entry.parts)
      return { epoch: last.epoch, at: from, parts: join(tail(parts, from - (entries[0]?.at ?? 0))) }
    },
    async drop(reply, epoch) {
      await redis.run(client => drop(client, [keyOf(reply)], [epoch]))
    },
    keptSince: since,
    close: async () => {},
  }
}

const keyOf = (reply: string) => `folio:tape:${reply}`
const partsOf = (json: string) => JSON.parse(json) as Part[]

/** The last entries of a reply in their order, from one that begins at or before `from` on. */
async function readBack(client: RedisClient, key: string, from: number): Promise<Entry[]> {
  if (from > 0) {
    const recent = (await client.xRevRange(key, '+', '-', { COUNT: RECENT })) ?? []
    const entries = recent.map(entryOf).reverse()
    const [first, last] = [entries[0], entries.at(-1)]
    if (!first || !last || first.at <= from || last.end <= from) return entries
  }
  return ((await client.xRange(key, '-', '+')) ?? []).map(entryOf)
}

type Entry = { epoch: number; at: number; end: number; parts: Part[] }

function entryOf({ id, message }: { id: string; message: { n?: string; p?: string } }): Entry {
  const [epoch = 0, number = 0] = id.split('-').map(Number)
  const { n, p } = message
  if (p === undefined) return { epoch, at: number, end: number, parts: [] }
  return { epoch, at: number - 1, end: number - 1 + Number(n), parts: partsOf(p) }
}
