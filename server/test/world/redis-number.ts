import { createClient } from 'redis'
import { REDIS_URL } from '../../src/lib/testing/services.ts'

/** A numbered database in the Redis of the tests, which no other world has at the same time. */
export type RedisNumber = {
  url: string
  /** What is kept of a reply's text. */
  tapeOf(replyId: string): Promise<unknown[]>
  release(): Promise<void>
}

/** Limits count in 0 for whoever asks nobody, and addresses are the same for all tests: each world counts by itself. */
const NUMBERS = Array.from({ length: 15 }, (_, n) => n + 1)
const CLAIM_KEY = 'claimed-by-a-test'
/** Of a run that was killed, the claim ends by itself. */
const CLAIM_MS = 30_000
const WAIT_MS = 500

export async function claimRedisNumber(): Promise<RedisNumber> {
  for (;;) {
    for (const number of NUMBERS) {
      const claimed = await claim(new URL(`/${number}`, REDIS_URL).href)
      if (claimed) return claimed
    }
    await new Promise(resolve => setTimeout(resolve, WAIT_MS))
  }
}

async function claim(url: string): Promise<RedisNumber | undefined> {
  const client = createClient({ url, maintNotifications: 'disabled' })
  client.on('error', () => {})
  await client.connect()
  const isOurs = await client.set(CLAIM_KEY, process.pid, {
    condition: 'NX',
    expiration: { type: 'PX', value: CLAIM_MS },
  })
  if (!isOurs) {
    client.destroy()
    return undefined
  }
  const keeping = setInterval(() => void client.pExpire(CLAIM_KEY, CLAIM_MS).catch(() => {}), CLAIM_MS / 3)
  keeping.unref()
  // What runs before this one have counted. Their tapes hold ids that nobody has twice, and expire.
  for (const pattern of ['folio:quota:*', 'folio:seats:*', 'folio:pods']) {
    for await (const keys of client.scanIterator({ MATCH: pattern })) if (keys.length > 0) await client.del(keys)
  }
  return {
    url,
    async tapeOf(replyId) {
      const entries = (await client.xRange(`folio:tape:${replyId}`, '-', '+')) ?? []
      // A bare fence holds no word of anybody.
      return entries.filter(({ message }) => !('fence' in message))
    },
    async release() {
      clearInterval(keeping)
      await client.del(CLAIM_KEY)
      await client.close()
    },
  }
}
