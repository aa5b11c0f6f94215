import manifest from '../../package.json' with { type: 'json' }
import { systemClock, type Clock } from '../lib/clock.ts'
import type { ModelProvider } from '../model/model.ts'
import type { Replies } from '../replies/replies.ts'
import type { Store } from '../store/open.ts'
import type { Connections } from './connections.ts'
import type { Ctx } from './context.ts'

const CACHED_MS = 1_000
/** With what is cached, an answer is never older than two seconds. */
const CHECK_BUDGET_MS = 900

/** What goes on while something is away; for the rest it is all, only slower. */
const WITHOUT: Record<string, string> = {
  dashboard: 'replies go on, but for those that need documents',
  storage: 'replies go on, and no file is read or taken',
}

type Check = { status: 'ok' | 'degraded' | 'error'; latency_ms: number; detail?: string }
type Report = { status: Check['status']; checks: Record<string, Check> }

type Parts = {
  store: Store
  /** What else is asked, by its name: each rejects while it is away. Without it replies go on. */
  others: Record<string, () => Promise<void>>
  model: ModelProvider
  replies: Pick<Replies, 'active' | 'takesWork'>
  connections: Pick<Connections, 'count' | 'users'>
  podId: string
  /** Replies of external workers that are being put together. */
  activeBuffers: () => number
}

/** Whether this process lives, and whether it should be sent work. */
export function createHealth(parts: Parts, clock: Clock = systemClock) {
  const { store, others, model, replies, connections, podId, activeBuffers } = parts
  const startedAt = clock.ticks()
  let report: { at: number; checks: Promise<Report['checks']> } | undefined

  const check = async (): Promise<Report['checks']> => {
    const database = ask('error', 'The database does not answer, or takes no writes.', store.check, clock)
    const asked = Object.entries(others).map(async ([name, work]) => {
      const goesOn = WITHOUT[name] ?? 'replies go on, more slowly'
      return [name, await ask('degraded', `${name} does not answer: ${goesOn}.`, work, clock)] as const
    })
    return {
      database: await database,
      chat_service: checkModel(model),
      ...Object.fromEntries(await Promise.all(asked)),
    }
  }
  const checks = () => {
    const at = clock.ticks()
    if (!report || at - report.at >= CACHED_MS) report = { at, checks: check() }
    return report.checks
  }

  return {
    /** Touches nothing. */
    live(c: Ctx): Response {
      return c.json({ status: 'ok' })
    },

    /** 503 where requests should go elsewhere. */
    async ready(c: Ctx): Promise<Response> {
      const found = await checks()
      const leaving = !replies.takesWork()
      const status = leaving ? 'error' : worstOf(found)
      const body = {
        status,
        checks: found,
        pod_id: podId,
        version: manifest.version,
        timestamp: new Date(clock.now()).toISOString(),
        uptime_s: Math.floor((clock.ticks() - startedAt) / 1_000),
        active_connections: connections.count,
        active_sessions: connections.users,
        active_replies: replies.active,
        active_buffers: activeBuffers(),
        nats_connected: found.nats?.status === 'ok',
        ...(leaving && { detail: 'This process is leaving.' }),
      }
      return c.json(body, status === 'error' ? 503 : 200)
    },
  }
}

function worstOf(checks: Report['checks']): Check['status'] {
  const found = Object.values(checks).map(({ status }) => status)
  return found.find(status => status === 'error') ?? found.find(status => status === 'degraded') ?? 'ok'
}

/** The detail is for whoever may read it, which is everybody: no address, no SQL. */
async function ask(
  status: 'error' | 'degraded',
  whenAway: string,
  work: () => Promise<unknown>,
  clock: Clock,
): Promise<Check> {
  const beganAt = clock.ticks()
  let cancel = () => {}
  const late = new Promise<boolean>(resolve => (cancel = clock.setTimer(() => resolve(false), CHECK_BUDGET_MS)))
  const answered = work().then(
    () => true,
    () => false,
  )
  const isThere = await Promise.race([answered, late])
  cancel()
  const latency = { latency_ms: Math.round((clock.ticks() - beganAt) * 10) / 10 }
  return isThere ? { status: 'ok', ...latency } : { status, ...latency, detail: whenAway }
}

/** What the last calls told: asking the provider would cost money. */
function checkModel(model: ModelProvider): Check {
  const { ok, detail } = model.state()
  return { status: ok ? 'ok' : 'degraded', latency_ms: 0, ...(detail !== undefined && { detail }) }
}
