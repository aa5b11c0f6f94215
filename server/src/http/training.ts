import { listJobs, queueTraining } from '@folio/protocol/requests'
import type { Forget } from '../knowledge/forget.ts'
import type { Learn } from '../knowledge/learn.ts'
import type { Sources } from '../knowledge/sources.ts'
import { Refusal } from '../lib/refusal.ts'
import { readJson, readQuery } from './body.ts'
import type { Ctx } from './context.ts'
import { pathId } from './messages.ts'

export type TrainingRoutes = ReturnType<typeof createTrainingRoutes>

/** What bots are given to know, what becomes of it, and taking it back. */
export function createTrainingRoutes({ learn, forget, sources }: { learn: Learn; forget: Forget; sources: Sources }) {
  return {
    async queue(c: Ctx) {
      const { caller, log } = c.var
      const queued = await learn.queue(caller, await readJson(c, queueTraining))
      log.info({ user_id: caller.userId, source_id: queued.source_id, job_id: queued.job_id }, 'queued a source')
      return c.json(queued, 202)
    },
    async jobs(c: Ctx) {
      return c.json(await learn.jobs(c.var.caller, readQuery(c, listJobs)))
    },
    async job(c: Ctx) {
      return c.json(await learn.job(c.var.caller, pathId(c)))
    },
    async cancel(c: Ctx) {
      const { job, ended } = await learn.cancel(c.var.caller, pathId(c))
      return c.json(job, ended ? 200 : 202)
    },
    async retry(c: Ctx) {
      return c.json(await learn.retry(c.var.caller, pathId(c)), 202)
    },
    async remove(c: Ctx) {
      const { caller, log } = c.var
      const forgotten = await forget.source(caller.userId, await sources.requireWritable(caller, pathId(c)))
      if (!forgotten) throw new Refusal('not_found', 'There is no such source.')
      log.info({ user_id: caller.userId, source_id: forgotten.source_id }, 'deleted a source')
      return c.json(forgotten)
    },
  }
}
