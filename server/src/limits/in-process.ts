import type { Clock } from '../lib/clock.ts'
import { createFixedWindow } from './fixed-window.ts'
import type { Limits } from './limits.ts'
import { createSeats } from './seats.ts'

/** For one process that has everything to itself. */
export function createInProcessLimits({ clock }: { clock: Clock }): Limits {
  const seats = createSeats()
  return {
    quota(_name, { max, windowMs }) {
      const window = createFixedWindow({ max, windowMs, clock })
      return {
        max,
        windowMs,
        take: async key => window.take(key),
        look: async key => window.look(key),
        giveBack: async key => window.giveBack(key),
      }
    },
    sit: async asked => seats.sit(asked),
    close: async () => {},
  }
}
