import { randomBytes } from 'node:crypto'
import type { ModelServer } from '../../bench/model-server.ts'
import type { Seeded } from '../../server/src/replies/testing/seeded.ts'
import type { Environment } from '../../server/test/world/server.ts'
import { meddleWithHints, type Mischief } from './hints.ts'
import { openPod, type Pod } from './pods.ts'
import { openNats, openPostgres, openRedis, type Service } from './services.ts'

export type Many = {
  model: ModelServer
  pods: [Pod, Pod, ...Pod[]]
  postgres: Service
  redis: Service
  nats: Service
  /** What befalls each hint from now on. */
  mischief: Mischief
  /** How many hints have come by. */
  hints(): number
}

type Opening = {
  count: number
  env: Environment
  model: ModelServer
  chance: Seeded
  onEnd: (work: () => unknown) => void
}

/** Pods named `pod-a`, `pod-b` and so on, on one PostgreSQL, one Redis and one NATS. */
export async function openMany({ count, env, model, chance, onEnd }: Opening): Promise<Many> {
  let hints = 0
  const meddler = meddleWithHints(
    chance,
    () => many.mischief,
    () => hints++,
  )
  const [postgres, redis, nats] = await Promise.all(
    [openPostgres, openRedis, () => openNats(meddler)].map(async openService => {
      const service = await openService()
      onEnd(service.remove)
      return service
    }),
  )
  if (!postgres || !redis || !nats) throw new Error('three services were asked for')
  const settings = {
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    NATS_URL: nats.url,
    SECRET_KEY: randomBytes(48).toString('base64'),
    OPENAI_BASE_URL: model.url,
    ...env,
  }
  const open = async (n: number) => {
    const pod = await openPod(`pod-${String.fromCharCode(97 + n)}`, settings)
    onEnd(pod.kill)
    return pod
  }
  // The first one migrates the database.
  const first = await open(0)
  const [second, ...others] = await Promise.all(Array.from({ length: count - 1 }, (_, n) => open(n + 1)))
  if (!second) throw new Error('many are two at least')
  const pods: Many['pods'] = [first, second, ...others]
  const many: Many = { model, pods, postgres, redis, nats, mischief: NONE, hints: () => hints }
  return many
}

const NONE: Mischief = { lost: 0, doubled: 0, lateMs: 0 }
