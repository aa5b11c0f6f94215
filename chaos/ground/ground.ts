import { startModelServer, type ModelServer } from '../../bench/model-server.ts'
import { seeded, type Seeded } from '../../server/src/replies/testing/seeded.ts'
import type { Environment } from '../../server/test/world/server.ts'
import { makeFolder } from './belongings.ts'
import { watchLateness } from './lateness.ts'
import { openMany, type Many } from './many.ts'
import { openPod, type Pod } from './pods.ts'
import { longestStall, type Reader, type Stall } from './reader.ts'

/** What a row stands on. Everything it opens is closed when the row has ended. */
export type Ground = {
  seed: number
  chance: Seeded
  /** How often a row does what it does. */
  rounds: number
  /** One process on SQLite. `env` may put its database elsewhere. */
  openAlone(env?: Environment): Promise<Alone>
  /** Many pods on services of their own. Throws `Missing` where this machine has not got them. */
  openMany(count: number, env?: Environment): Promise<Many>
  /**
   * What is to be added to a limit in milliseconds, so that a machine with much to do is not taken for a fault: a fixed
   * share, and how late timers were here in that time.
   */
  noiseMs(from: number, to?: number): number
  /** The longest that one of them has waited for text or for the end, behind `from` and before `to`. */
  stallOf(readers: readonly Pick<Reader, 'pieces'>[], from?: number, to?: number): Stall
  /** Runs at the end of the row, the last one first. */
  onEnd(work: () => unknown): void
}

export type Alone = { model: ModelServer; pod: Pod; folder: string }

/** `pods`: all that were opened on it. `close` ends them, and all else. */
export function openGround(seed: number, rounds: number): Ground & { pods: readonly Pod[]; close(): Promise<void> } {
  const chance = seeded(seed)
  const endings: (() => unknown)[] = []
  const onEnd = (work: () => unknown) => void endings.push(work)
  const pods: Pod[] = []
  const lateness = watchLateness()
  onEnd(lateness.stop)
  const noiseMs = (from: number, to = performance.now()) => NOISE_MS + 2 * lateness.between(from, to)
  const openModel = async () => {
    const model = await startModelServer()
    onEnd(model.close)
    return model
  }
  return {
    seed,
    chance,
    rounds,
    noiseMs,
    stallOf: (readers, from = 0, to = Infinity) => longestStall(readers, noiseMs, from, to),
    onEnd,
    pods,
    async openAlone(env = {}) {
      const model = await openModel()
      const folder = env.DATA_DIR ?? makeFolder('alone')
      const pod = await openPod('alone', { OPENAI_BASE_URL: model.url, DATA_DIR: folder, ...env })
      pods.push(pod)
      onEnd(pod.kill)
      return { model, pod, folder }
    },
    async openMany(count, env = {}) {
      const many = await openMany({ count, env, model: await openModel(), chance, onEnd })
      pods.push(...many.pods)
      return many
    },
    async close() {
      for (const work of endings.splice(0).reverse()) await work()
    },
  }
}

const NOISE_MS = 250
