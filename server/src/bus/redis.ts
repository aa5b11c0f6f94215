import { keepRedisClient } from '../lib/redis-client.ts'
import type { Redis } from '../lib/redis.ts'
import type { Bus } from './bus.ts'
import { textOf } from './hint-text.ts'
import { createTopics } from './topics.ts'

type RedisBusOptions = {
  /** Publishes. It is not closed with the bus. */
  redis: Redis
  /** Where it is, for a connection that listens. */
  url: string
  /** Heard once for each time that the listening connection is away. */
  onTrouble?: (error: Error) => void
}

/** The bus of many processes where there is no NATS: Redis's channels are the topics. Nobody from outside takes work here. */
export function openRedisBus({ redis, url, onTrouble = () => {} }: RedisBusOptions): Bus {
  const resumed = new Set<() => void>()
  const listening = keepRedisClient(url, onTrouble)
  const hear = (text: string, topic: string) => topics.hear(topic, text)
  const topics = createTopics({
    first: topic => void listening.current?.subscribe(topic, hear).catch(() => {}),
    last: topic => void listening.current?.unsubscribe(topic, hear).catch(() => {}),
  })
  listening.onUp(() => void listenAgain().catch(() => {}))

  const listenAgain = async () => {
    const names = topics.names()
    if (names.length > 0) await listening.current?.subscribe(names, hear)
    for (const listener of resumed) listener()
  }

  return {
    publish(topic, hint) {
      const text = textOf(hint)
      if (text !== undefined && !redis.away) void redis.run(client => client.publish(topic, text)).catch(() => {})
    },
    subscribe: topics.subscribe,
    onResume(listener) {
      resumed.add(listener)
      return () => void resumed.delete(listener)
    },
    offer: async () => false,
    async close() {
      topics.clear()
      await listening.close()
    },
  }
}
