import type { JobErrorCode } from '@folio/protocol'
import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/logger.ts'
import { isOutage } from '../store/faults.ts'
import { beatJob, endJob, giveBackJob, holdsJob, postponeJob, type Held, type Progress } from '../store/job-leases.ts'
import type { Store } from '../store/open.ts'
import type { JobRow } from '../store/tables.ts'
import { announceJob } from './announce-job.ts'
import { JobFailure } from './failure.ts'
import { JobStopped } from './job-stopped.ts'
import { workOf, type JobWork, type Kinds, type Running } from './job-work.ts'

/** A lease lasts for ten of them. */
const BEAT_MS = 1_500
const MAX_ATTEMPTS = 5
/** So often a job may lose its worker: after that it is taken for the reason. */
const MAX_LOST_WORKERS = 3
const FIRST_RETRY_MS = 1_000
/** Doublings: about ten minutes. */
const MAX_DOUBLINGS = 9

export type Doing = {
  stop(why: JobStopped['why']): void
  /** Something may have been asked of it: asks at once what the next beat would. */
  look(): void
  /** Resolves, always, when it is out of hand. */
  over: Promise<void>
}

type Parts = { store: Store; bus: Bus; clock: Clock; logger: Logger; kinds: Kinds }

/** What becomes of a job. */
type Verdict = { status: 'succeeded' | 'cancelled' } | { status: 'failed'; error: Failed; passing: boolean }
type Failed = { code: JobErrorCode; message: string }

/** Does a job that has just been claimed, to whichever end, and beats its lease meanwhile. */
export function startJob(parts: Parts, row: JobRow, workerId: string): Doing {
  const { store, bus, clock, logger, kinds } = parts
  const held: Held = { id: row.id, attempts: row.attempts, workerId }
  const stopping = new AbortController()
  const stop = (why: JobStopped['why']) => stopping.abort(new JobStopped(why))
  let progress: Progress = { phase: row.phase, done: row.done, total: row.total }
  const tell = (status: JobRow['status']) => announceJob(bus, { ...row, ...progress, status })

  const running: Running = {
    row,
    signal: stopping.signal,
    progress: (phase, done = 0, total = 0) => void (progress = { phase, done, total }),
    async hold(trx) {
      if (!(await holdsJob(trx, held))) throw new JobStopped('lost')
    },
  }
  let settling = false
  const beat = async () => {
    const found = await store.write(trx => beatJob(trx, held, progress, store.now))
    if (settling) return
    if (!found) return stop('lost')
    if (found.cancel_requested) stop('cancelled')
    tell('running')
  }
  const settle = (verdict: Verdict) => {
    settling = true
    return settleJob(parts, { running, held, progress: () => progress, tell }, verdict)
  }

  const leave = async (error: unknown) => {
    if (!(error instanceof JobStopped)) throw error
    if (error.why !== 'leaving') return
    if (await store.write(trx => giveBackJob(trx, held, progress, store.now))) tell('queued')
  }
  const work = async () => {
    const stopBeats = repeat(clock, () =>
      beat().catch(error => logger.warn({ error, job_id: row.id }, 'a job could not beat')),
    )
    try {
      tell('running')
      await settle(await attempt(workOf(kinds, row), running, logger))
    } catch (error) {
      // What cannot be ended, or given back, is taken over when its lease ends.
      await leave(error).catch(cause => logger.error({ error: cause, job_id: row.id }, 'a job could not be ended'))
    } finally {
      stopBeats()
    }
  }
  return { stop, look: () => void beat().catch(() => {}), over: work() }
}

/** Throws `JobStopped` where the job is not to be ended here. */
async function attempt(work: JobWork, running: Running, logger: Logger): Promise<Verdict> {
  const { row, signal } = running
  try {
    if (row.cancel_requested) throw new JobStopped('cancelled')
    // Clearing away kills nobody, and is not given up.
    if (row.error !== null && row.attempts > MAX_LOST_WORKERS && row.kind !== 'remove_files')
      return { status: 'failed', error: JSON.parse(row.error) as Failed, passing: false }
    await work.run(running)
    return { status: 'succeeded' }
  } catch (thrown) {
    const error: unknown = signal.aborted ? signal.reason : thrown
    if (error instanceof JobStopped && error.why === 'cancelled') return { status: 'cancelled' }
    if (error instanceof JobStopped) throw error
    if (error instanceof JobFailure)
      return { status: 'failed', error: { code: error.code, message: error.message }, passing: error.passing }
    logger.error({ error, job_id: row.id }, 'a job met trouble')
    const failed = { code: 'internal', message: 'Something went wrong here.' } as const
    return { status: 'failed', error: failed, passing: isOutage(error) }
  }
}

type Ending = { running: Running; held: Held; progress: () => Progress; tell: (status: JobRow['status']) => void }

/** What was done by halves is cleared away first: a job that has ended has left nothing. */
async function settleJob({ store, kinds }: Parts, ending: Ending, verdict: Verdict): Promise<void> {
  const { running, held, progress, tell } = ending
  const { row } = running
  const whole = verdict.status === 'succeeded' || (await workOf(kinds, row).undo(running))
  // What was promised to be gone goes, however long what it is in is away.
  const again = row.attempts < MAX_ATTEMPTS || row.kind === 'remove_files'
  if (verdict.status === 'failed' && verdict.passing && again) {
    const delayMs = FIRST_RETRY_MS * 2 ** Math.min(row.attempts - 1, MAX_DOUBLINGS) * (0.5 + Math.random())
    if (await store.write(trx => postponeJob(trx, held, delayMs, store.now))) tell('queued')
    return
  }
  // A worker that was lost behind the last write of importance has done its job.
  const died = verdict.status === 'failed' && verdict.error.code === 'killed_its_worker'
  const status = died && whole ? 'succeeded' : verdict.status
  const error = verdict.status === 'failed' && status === 'failed' ? JSON.stringify(verdict.error) : null
  if (status === 'succeeded') running.progress('done', progress().total, progress().total)
  if (await store.write(trx => endJob(trx, held, { status, error, ...progress() }, store.now))) tell(status)
}

function repeat(clock: Clock, run: () => Promise<void>): () => void {
  let stopped = false
  let cancel = () => {}
  const again = () => {
    cancel = clock.setTimer(() => void run().then(() => (stopped ? undefined : again())), BEAT_MS)
  }
  again()
  return () => {
    stopped = true
    cancel()
  }
}
