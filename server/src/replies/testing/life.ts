import type { Clock } from '../../lib/clock.ts'
import type { FakeClock } from '../../lib/fake-clock.ts'
import type { Seeded } from './seeded.ts'

/** What goes wrong just now; all of it is zero once the faults stop. */
export type Weather = {
  /** The longest an access takes. */
  slowMs: number
  /** Probability that an access fails, or that its answer is lost. */
  failing: number
  /** Probability that a hint is lost, and that it comes twice. */
  lossy: number
  /** Nobody reaches the tape. */
  tapeAway: boolean
}

export const CALM: Weather = { slowMs: 0, failing: 0, lossy: 0, tapeAway: false }

/** One process: killed, nothing of it ever goes on; stopped, everything waits. */
export type Life = {
  readonly clock: Clock
  readonly alive: boolean
  readonly stopped: boolean
  kill(): void
  stop(): void
  goOn(): void
  /** Takes as long as the weather says; never returns to a dead process. */
  pause(): Promise<void>
  /** `lost`: done, but whoever asked is told that it failed. */
  fate(): 'done' | 'fails' | 'lost'
}

export function createLife(world: { clock: FakeClock; chance: Seeded; weather: Weather }): Life {
  const { clock, chance, weather } = world
  let alive = true
  let stopped = false
  let waiting: (() => void)[] = []

  const own: Clock = {
    now: () => clock.now(),
    ticks: () => clock.ticks(),
    setTimer: (run, delayMs) =>
      clock.setTimer(() => {
        if (!alive) return
        if (stopped) waiting.push(run)
        else run()
      }, delayMs),
  }
  return {
    clock: own,
    get alive() {
      return alive
    },
    get stopped() {
      return stopped
    },
    kill() {
      alive = false
      waiting = []
    },
    stop() {
      stopped = true
    },
    goOn() {
      stopped = false
      const late = waiting
      waiting = []
      for (const run of late) own.setTimer(run, 0)
    },
    pause() {
      if (weather.slowMs === 0 || chance.chance(0.5)) return Promise.resolve()
      return new Promise(resolve => void own.setTimer(resolve, chance.int(weather.slowMs)))
    },
    fate() {
      if (!chance.chance(weather.failing)) return 'done'
      return chance.chance(0.5) ? 'fails' : 'lost'
    },
  }
}
