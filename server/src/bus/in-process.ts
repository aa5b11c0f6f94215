import { EventEmitter } from 'node:events'
import type { Bus, Hint } from './bus.ts'

/** The bus of one process. It loses nothing, so nobody ever resumes; and nobody is outside. */
export function createInProcessBus(): Bus {
  const emitter = new EventEmitter().setMaxListeners(0)
  return {
    publish: (topic, hint) => void emitter.emit(topic, hint),
    subscribe(topic, listener: (hint: Hint) => void) {
      emitter.on(topic, listener)
      return () => void emitter.off(topic, listener)
    },
    onResume: () => () => {},
    offer: async () => false,
    async close() {
      emitter.removeAllListeners()
    },
  }
}
