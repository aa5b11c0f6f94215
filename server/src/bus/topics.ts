import type { Hint } from './bus.ts'
import { hintOf } from './hint-text.ts'

type Listening = { listener: (hint: Hint) => void }

export type Topics = {
  subscribe(topic: string, listener: (hint: Hint) => void): () => void
  /** Tells those who listen here what has come from outside. Never throws. */
  hear(topic: string, text: string): void
  /** All that anybody listens to. */
  names(): string[]
  clear(): void
}

/** Who listens in this process. The network needs to know of the first of a topic, and of the last. */
export function createTopics(network: { first(topic: string): void; last(topic: string): void }): Topics {
  const topics = new Map<string, Set<Listening>>()

  const listeningTo = (topic: string): Set<Listening> => {
    const known = topics.get(topic)
    if (known) return known
    const made = new Set<Listening>()
    topics.set(topic, made)
    network.first(topic)
    return made
  }

  return {
    subscribe(topic, listener) {
      const all = listeningTo(topic)
      const ours = { listener }
      all.add(ours)
      return () => {
        if (!all.delete(ours) || all.size > 0 || topics.get(topic) !== all) return
        topics.delete(topic)
        network.last(topic)
      }
    },
    hear(topic, text) {
      const hint = hintOf(text)
      if (hint) for (const { listener } of topics.get(topic) ?? []) tell(listener, hint)
    },
    names: () => [...topics.keys()],
    clear: () => topics.clear(),
  }
}

/** A listener that throws is at fault, not the connection it heard from: that one must go on. */
function tell(listener: (hint: Hint) => void, hint: Hint): void {
  try {
    listener(hint)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
