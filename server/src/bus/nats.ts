import { createInbox, type Msg, type NatsConnection, type Subscription } from '@nats-io/transport-node'
import { inTime } from '../lib/in-time.ts'
import { ANSWER_MS } from '../lib/kept.ts'
import type { Bus, Hint } from './bus.ts'
import { textOf } from './hint-text.ts'
import { keepNatsConnection } from './nats-connection.ts'
import { createTopics } from './topics.ts'

/** What a server says in place of an answer where nobody has subscribed. */
const NO_RESPONDERS = 503

type NatsBusOptions = {
  url: string
  /** Of this process, for who looks at the server's list. */
  name: string
  /** Heard once for each time that NATS is away. */
  onTrouble: (error: Error) => void
}

export type NatsBus = Bus & {
  connected(): boolean
  /** Rejects unless NATS answers. */
  ping(): Promise<void>
}

/** The bus of many processes. Topics are subjects as they are; while NATS is away, hints are lost. */
export function openNatsBus({ url, name, onTrouble }: NatsBusOptions): NatsBus {
  const resumed = new Set<() => void>()
  const subscriptions = new Map<string, Subscription>()
  const kept = keepNatsConnection({ url, name, onTrouble })
  const topics = createTopics({
    first: topic => kept.current && listen(kept.current, topic),
    last: topic => {
      if (kept.current) subscriptions.get(topic)?.unsubscribe()
      subscriptions.delete(topic)
    },
  })
  const listen = (connection: NatsConnection, topic: string) => {
    if (connection.isClosed()) return
    const callback = (error: Error | null, message: Msg) => {
      if (!error) topics.hear(topic, message.string())
    }
    subscriptions.set(topic, connection.subscribe(topic, { callback }))
  }
  kept.onUp(() => void (kept.current && listenAgain(kept.current).catch(() => {})))

  const listenAgain = async (connection: NatsConnection) => {
    subscriptions.clear()
    for (const topic of topics.names()) listen(connection, topic)
    // Only when the server has taken these, nothing more is missed.
    await connection.flush()
    for (const listener of resumed) listener()
  }
  const asked = async () => {
    await kept.opened
    if (!kept.current) throw new Error('NATS is away')
    return kept.current
  }

  return {
    publish(topic, hint) {
      const text = textOf(hint)
      try {
        if (text !== undefined) kept.current?.publish(topic, text)
      } catch {
        // Larger than the server takes, or the connection has just gone: a hint may be lost.
      }
    },
    subscribe: topics.subscribe,
    onResume(listener) {
      resumed.add(listener)
      return () => void resumed.delete(listener)
    },
    offer: async (topic, hint) => offer(await asked(), topic, hint),
    connected: () => kept.current !== undefined,
    async ping() {
      await inTime((await asked()).flush(), ANSWER_MS, () => {})
    },
    async close() {
      topics.clear()
      await kept.close()
    },
  }
}

/**
 * The server answers what nobody takes before it answers the ping that follows. Without an answer somebody may have it:
 * offered again, it would be written twice.
 */
async function offer(connection: NatsConnection, topic: string, hint: Hint): Promise<boolean> {
  let taken = true
  const inbox = createInbox()
  const answers = connection.subscribe(inbox, {
    callback: (_error, message) => {
      if (message.headers?.code === NO_RESPONDERS) taken = false
    },
  })
  try {
    connection.publish(topic, JSON.stringify(hint), { reply: inbox })
    await inTime(connection.flush(), ANSWER_MS, () => {}).catch(() => {})
    return taken
  } finally {
    answers.unsubscribe()
  }
}
