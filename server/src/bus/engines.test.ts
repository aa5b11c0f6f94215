import { connect } from '@nats-io/transport-node'
import { randomUUID } from 'node:crypto'
import { describe } from 'vitest'
import { openRedis } from '../lib/redis.ts'
import { NATS_URL, REDIS_URL } from '../lib/testing/services.ts'
import { describeBus } from './conformance.ts'
import { createInProcessBus } from './in-process.ts'
import { openNatsBus } from './nats.ts'
import { describeNetwork } from './network-conformance.ts'
import { openRedisBus } from './redis.ts'

describeBus('of one process', async () => {
  const bus = createInProcessBus()
  return { open: () => bus, remove: async () => {} }
})

type Opening = { url: string; onTrouble: (error: Error) => void }

const openNats = (opening: Opening) => openNatsBus({ ...opening, name: randomUUID() })

function openOverRedis({ url, onTrouble }: Opening) {
  const redis = openRedis({ url, onTrouble: () => {} })
  const bus = openRedisBus({ redis, url, onTrouble })
  return {
    ...bus,
    async close() {
      await bus.close()
      await redis.close()
    },
  }
}

describe.skipIf(!NATS_URL)('with NATS', () => {
  const url = NATS_URL ?? ''
  describeBus('over NATS', async () => {
    const connection = await connect({ servers: url })
    return {
      open: () => openNats({ url, onTrouble: console.error }),
      outside: {
        async publish(topic, text) {
          connection.publish(topic, text)
          await connection.flush()
        },
        async take(topic) {
          const taken: string[] = []
          const callback = (_error: Error | null, message: { string(): string }) => void taken.push(message.string())
          for (let workers = 0; workers < 3; workers++) connection.subscribe(topic, { queue: 'workers', callback })
          await connection.flush()
          return taken
        },
      },
      remove: () => connection.close(),
    }
  })
  describeNetwork('NATS', { url, open: openNats })
})

describe.skipIf(!REDIS_URL)('with Redis', () => {
  const url = REDIS_URL ?? ''
  describeBus('over Redis', async () => {
    const redis = openRedis({ url, onTrouble: console.error })
    return {
      open: () => openOverRedis({ url, onTrouble: console.error }),
      outside: {
        publish: async (topic, text) => void (await redis.run(client => client.publish(topic, text))),
      },
      remove: redis.close,
    }
  })
  describeNetwork('Redis', { url, open: openOverRedis })
})
