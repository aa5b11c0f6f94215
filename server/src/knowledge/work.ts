import { JOBS_TOPIC, type Bus } from '../bus/bus.ts'
import type { Clock } from '../lib/clock.ts'
import { newId } from '../lib/id.ts'
import type { Logger } from '../lib/logger.ts'
import { claimJob, hasExpiredJobs, listWaitingOwners, takeOverJob } from '../store/job-leases.ts'
import type { Store } from '../store/open.ts'
import type { JobRow } from '../store/tables.ts'
import { wakeWorkers } from './announce-job.ts'
import { startJob, type Doing } from './do-job.ts'
import type { Kinds } from './job-work.ts'
import { createTurns } from './turns.ts'

const POLL_MS = 1_000

export type Work = ReturnType<typeof createWork>

type Parts = { store: Store; bus: Bus; clock: Clock; logger: Logger; kinds: Kinds }

/** Does jobs, `atOnce` at a time; 0 leaves them to processes of their own. */
export function createWork(parts: Parts, { atOnce }: { atOnce: number }) {
  const { store, bus, clock, logger } = parts
  const worker = { workerId: newId(), now: store.now }
  const doing = new Map<string, Doing>()
  const turns = createTurns()
  let leaving = false
  let filling: Promise<void> | undefined
  let again = false
  let cancelPoll = () => {}

  let taken = 0
  const begin = (row: JobRow): Doing => {
    const started = startJob(parts, row, worker.workerId)
    doing.set(row.id, started)
    void started.over.then(() => doing.delete(row.id))
    return started
  }
  const next = async (): Promise<JobRow | undefined> => {
    if (await hasExpiredJobs(store.db, store.now)) {
      const expired = await store.write(trx => takeOverJob(trx, worker))
      if (expired) return expired
    }
    for (const userId of turns.order(await listWaitingOwners(store.db, store.now))) {
      const row = await store.write(trx => claimJob(trx, userId, worker))
      if (!row) continue
      turns.took(userId)
      return row
    }
    return undefined
  }
  /** Takes jobs while there is room for them. */
  const take = async () => {
    do {
      again = false
      while (!leaving && taken < atOnce) {
        const row = await next()
        if (!row) break
        taken++
        void begin(row).over.then(() => {
          taken--
          fill()
        })
      }
    } while (again)
  }
  const fill = () => {
    again = true
    filling ??= take()
      .catch(error => logger.warn({ error }, 'no job could be taken'))
      .finally(() => (filling = undefined))
  }
  const poll = () => {
    fill()
    cancelPoll = clock.setTimer(poll, POLL_MS)
  }
  const off = bus.subscribe(JOBS_TOPIC, ({ job }) => {
    if (typeof job === 'string') doing.get(job)?.look()
    else if (atOnce > 0) fill()
  })

  return {
    workerId: worker.workerId,
    start() {
      if (atOnce > 0) poll()
    },
    /** Does a job that this process has claimed already, and gives it back to the queue where it takes longer. */
    async doNow(row: JobRow, budgetMs: number): Promise<void> {
      const started = begin(row)
      const cancel = clock.setTimer(() => started.stop('leaving'), budgetMs)
      await started.over
      cancel()
      wakeWorkers(bus)
    },
    /** Takes nothing more, and gives back what is being done. */
    async close() {
      leaving = true
      cancelPoll()
      off()
      await filling
      for (const started of doing.values()) started.stop('leaving')
      await Promise.all([...doing.values()].map(({ over }) => over))
    },
  }
}
