import type { Bus, Hint } from '../../bus/bus.ts'
import { createInProcessBus } from '../../bus/in-process.ts'

export type WorkBus = Bus & {
  /** What was offered, and where: taken or not, oldest first. */
  offers: { topic: string; work: Hint }[]
  /** What happens to the next offers. */
  workers: 'there' | 'nowhere' | 'out of reach'
}

/** The bus of one process with workers outside of it. */
export function createWorkBus(): WorkBus {
  const bus: WorkBus = {
    ...createInProcessBus(),
    offers: [],
    workers: 'there',
    async offer(topic, work) {
      bus.offers.push({ topic, work })
      if (bus.workers === 'out of reach') throw new Error('the bus is away')
      return bus.workers === 'there'
    },
  }
  return bus
}
