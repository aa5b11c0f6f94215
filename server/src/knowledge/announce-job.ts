import { JOBS_TOPIC, userTopic, type Bus } from '../bus/bus.ts'
import type { ShownJob } from '../store/jobs.ts'
import { toJobEvent } from './present.ts'

/** Tells the devices of who asked for it that a job has moved. */
export function announceJob(
  bus: Bus,
  job: Pick<ShownJob, 'id' | 'user_id' | 'source_id' | 'status' | 'phase' | 'done' | 'total'>,
): void {
  bus.publish(userTopic(job.user_id), { job: toJobEvent(job) })
}

/** Wakes the workers; `id`: what is asked of this job concerns who does it now. */
export function wakeWorkers(bus: Bus, id?: string): void {
  bus.publish(JOBS_TOPIC, id === undefined ? {} : { job: id })
}
