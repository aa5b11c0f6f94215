import { EventEmitter } from 'node:events'
import type { Bus, Hint } from './bus.ts'

/** The bus of one process. It loses nothing, so nobody ever resumes; and nobody is outside. */
export function createInProcessBus(): Bus {
  const emitter = new EventEmitter().setMaxListeners(0)
  return {
    publish: (topic, hint) => void emitter.emit(topic, hint),
    subscribe(topic, listener: (hint: Hint) => void) {
      // Of its own: who leaves twice takes nobody else along.
      const ours = (hint: Hint) => listener(hint)
      emitter.on(topic, ours)
      return () => void emitter.off(topic, ours)
    },
    onResume: () => () => {},
    offer: async () => false,
    async close() {
      emitter.removeAllListeners()
    },
  }
}
