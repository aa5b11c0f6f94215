import { EventEmitter } from 'node:events'
import type { KyselyPlugin } from 'kysely'
import type { Bus, Hint } from '../../bus/bus.ts'
import type { FakeClock } from '../../lib/fake-clock.ts'
import { Fault } from '../../lib/testing/fault.ts'
import type { Store } from '../../store/open.ts'
import type { Tape } from '../../tape/tape.ts'
import type { Life, Weather } from './life.ts'
import type { Seeded } from './seeded.ts'

/** Performs an access that may be slow, fail, or be done without an answer. */
async function access<T>(life: Life, work: () => Promise<T>): Promise<T> {
  await life.pause()
  const fate = life.fate()
  if (fate === 'fails') throw new Fault('could not be done')
  const result = await work()
  await life.pause()
  if (fate === 'lost') throw new Fault('was done, but the answer is lost')
  return result
}

/** The store as one process sees it: the same database, the world's time. */
export function storeOf(life: Life, store: Store): Store {
  const reads: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      await life.pause()
      if (life.fate() !== 'done') throw new Fault('could not be read')
      return result
    },
  }
  return {
    ...store,
    db: store.db.withPlugin(reads),
    write: work => access(life, () => store.write(work)),
  }
}

/** A tape over the network: what a process has sent may arrive when it is dead. */
export function tapeOf(life: Life, tape: Tape, world: { clock: FakeClock; chance: Seeded; weather: Weather }): Tape {
  const { clock, chance, weather } = world
  const travel = () =>
    new Promise<void>(resolve => {
      if (weather.slowMs === 0) resolve()
      else clock.setTimer(resolve, chance.int(weather.slowMs))
    })
  const over = <T>(work: () => Promise<T>) =>
    access(life, async () => {
      await travel()
      if (weather.tapeAway) throw new Fault('the tape is away')
      return work()
    })
  return {
    append: (reply, batch) => over(() => tape.append(reply, batch)),
    fence: (reply, epoch) => over(() => tape.fence(reply, epoch)),
    read: (reply, from) => over(() => tape.read(reply, from)),
    drop: (reply, epoch) => over(() => tape.drop(reply, epoch)),
    keptSince: () => over(() => tape.keptSince()),
    close: async () => {},
  }
}

/** Between the processes: hints are lost, doubled, late and out of order. */
export function createHub(): EventEmitter {
  return new EventEmitter().setMaxListeners(0)
}

const RESUME = Symbol('resume')

export function busOf(
  life: Life,
  hub: EventEmitter,
  { chance, weather }: { chance: Seeded; weather: Weather },
): Bus & { resume(): void } {
  const own = createHub()
  const listen = (topic: string | symbol, listener: (hint: Hint) => void) => {
    own.on(topic, listener)
    return () => void own.off(topic, listener)
  }
  const deliver = (topic: string, hint: unknown) => {
    for (let copies = chance.chance(weather.lossy) ? 2 : 1; copies > 0; copies--) {
      if (chance.chance(weather.lossy)) continue
      life.clock.setTimer(() => own.emit(topic, hint), weather.lossy > 0 ? chance.int(80) : 0)
    }
  }
  hub.on('hint', deliver)
  return {
    publish: (topic, hint) => void hub.emit('hint', topic, hint),
    subscribe: listen,
    onResume: listener => listen(RESUME, listener),
    offer: async () => false,
    resume: () => void own.emit(RESUME),
    async close() {
      hub.off('hint', deliver)
    },
  }
}
