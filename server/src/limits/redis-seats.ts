import type { Clock } from '../lib/clock.ts'
import { redisScript } from '../lib/redis-script.ts'
import type { Limits, Seat } from './limits.ts'
import type { Ask } from './redis.ts'
import { createSeats } from './seats.ts'

/** `beatMs`: between two signs of life; `lifeMs`: after the last one a process is dead, and its seats are free. */
export type Pace = { beatMs: number; lifeMs: number }
const PACE: Pace = { beatMs: 10_000, lifeMs: 30_000 }

/** Who is there: the id of each process, with the time of its last sign of life, by the clock of Redis. */
const PODS = 'folio:pods'
const SEATS = 'folio:seats:'

/*
 * Each process writes what it has taken into a hash of its own: the key of a seat, and how many. It always writes its
 * whole count, never a difference: so what was lost or done twice on the way is right again with the next one.
 */
const LIVE = `
local pod, life = ARGV[1], tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - life)
redis.call('ZADD', KEYS[1], now, pod)
`
/** Behind the first two arguments: of each seat its key, how many this process has with it, and how many there are. */
const sitDown = redisScript(`${LIVE}
local others = redis.call('ZRANGE', KEYS[1], 0, -1)
for i = 3, #ARGV, 3 do
  local taken = tonumber(ARGV[i + 1])
  for _, other in ipairs(others) do
    if other ~= pod then taken = taken + tonumber(redis.call('HGET', '${SEATS}' .. other, ARGV[i]) or 0) end
  end
  if taken > tonumber(ARGV[i + 2]) then return i / 3 end
end
for i = 3, #ARGV, 3 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
redis.call('PEXPIRE', KEYS[2], life)
return 0
`)
const standUp = redisScript(`
for i = 2, #ARGV, 2 do
  if ARGV[i + 1] == '0' then redis.call('HDEL', KEYS[1], ARGV[i])
  else redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
`)
/** Answers 1 where the hash has as many keys and seats as this process has. */
const beat = redisScript(`${LIVE}
redis.call('PEXPIRE', KEYS[2], life)
local counts = redis.call('HVALS', KEYS[2])
local taken = 0
for _, count in ipairs(counts) do taken = taken + tonumber(count) end
return #counts == tonumber(ARGV[3]) and taken == tonumber(ARGV[4]) and 1 or 0
`)
const writeAll = redisScript(`${LIVE}
redis.call('DEL', KEYS[2])
for i = 3, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
redis.call('PEXPIRE', KEYS[2], life)
`)

type Parts = {
  ask: Ask
  onResume: (listener: () => void) => () => void
  podId: string
  clock: Clock
  pace?: Pace | undefined
}

/** Seats that all processes take from. */
export function createSharedSeats({ ask, onResume, podId, clock, pace = PACE }: Parts): Pick<Limits, 'sit' | 'close'> {
  const { beatMs, lifeMs } = pace
  const own = createSeats()
  const keys = [PODS, SEATS + podId]
  const countOf = ({ key }: Seat) => own.taken.get(key) ?? 0
  let closed = false

  const askToSit = async (seats: readonly Seat[]): Promise<Seat | undefined> => {
    // Counted now, with those that are on their way: it is sent in this order.
    const counted = seats.flatMap(seat => [seat.key, countOf(seat), seat.max])
    const full = await ask(client => sitDown(client, keys, [podId, lifeMs, ...counted]))
    return seats[Number(full ?? 0) - 1]
  }
  const tell = (seats: readonly Seat[]) => {
    if (closed) return
    const counted = seats.flatMap(seat => [seat.key, countOf(seat)])
    void ask(client => standUp(client, [SEATS + podId], [lifeMs, ...counted]))
  }
  const restore = async () => {
    await ask(client => writeAll(client, keys, [podId, lifeMs, ...[...own.taken].flat()]))
  }
  const live = async () => {
    const taken = [...own.taken.values()].reduce((sum, count) => sum + count, 0)
    const intact = await ask(client => beat(client, keys, [podId, lifeMs, own.taken.size, taken]))
    if (intact === 0 && !closed) await restore()
  }
  const stop = keepDoing(live, clock, beatMs)
  const off = onResume(() => void restore())
  // What an earlier process of this name has left is nobody's.
  void restore()

  return {
    async sit(seats) {
      const seated = own.sit(seats)
      if ('full' in seated) return seated
      const release = () => {
        seated.release()
        tell(seats)
      }
      const full = await askToSit(seats)
      if (!full) return { release }
      release()
      return { full }
    },
    async close() {
      closed = true
      stop()
      off()
      await ask(client => Promise.all([client.del(SEATS + podId), client.zRem(PODS, podId)]))
    },
  }
}

function keepDoing(work: () => Promise<void>, clock: Clock, everyMs: number): () => void {
  let stopped = false
  let cancel = () => {}
  const wait = () => {
    if (!stopped) cancel = clock.setTimer(() => void work().then(wait), everyMs)
  }
  wait()
  return () => {
    stopped = true
    cancel()
  }
}
