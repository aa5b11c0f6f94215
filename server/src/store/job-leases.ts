import type { JobPhase } from '@folio/protocol'
import { sql, type RawBuilder } from 'kysely'
import { commitLazily, isPostgres } from './dialect.ts'
import type { Db, JobRow, Trx } from './tables.ts'

/** How long a worker may be silent before another may take its job over. */
const JOB_LEASE_MS = 15_000

const queued = sql.lit('queued' as const)
const running = sql.lit('running' as const)

type Worker = { workerId: string; now: RawBuilder<number> }

/** Who does a job, at which attempt: nobody else's write counts. */
export type Held = Pick<JobRow, 'id' | 'attempts'> & { workerId: string }

/**
 * Who has jobs that wait, and how many are being done: the fewest first, then who has waited longest. However much one of them has
 * queued, this looks at each owner once.
 */
export async function listWaitingOwners(db: Db, now: RawBuilder<number>): Promise<{ userId: string; busy: number }[]> {
  const { rows } = await sql<{ user_id: string; busy: number }>`
    with recursive owners(user_id) as (
      select min(user_id) from jobs where status = 'queued'
      union all
      select (select min(jobs.user_id) from jobs where jobs.status = 'queued' and jobs.user_id > owners.user_id)
      from owners where owners.user_id is not null
    ), waiting as (
      select
        user_id,
        (select min(run_after) from jobs where jobs.status = 'queued' and jobs.user_id = owners.user_id) as since,
        (select count(*) from jobs where jobs.status = 'running' and jobs.user_id = owners.user_id) as busy
      from owners where user_id is not null
    )
    select user_id, busy from waiting where since <= ${now} order by busy, since, user_id limit 200`.execute(db)
  return rows.map(({ user_id: userId, busy }) => ({ userId, busy }))
}

/**
 * The oldest job of an owner that may begin, its attempt counted. Of one source one job is done at a time. A claim that
 * the database loses with its power is a job that waits.
 */
export async function claimJob(trx: Trx, userId: string, { workerId, now }: Worker): Promise<JobRow | undefined> {
  await commitLazily(trx)
  return trx
    .updateTable('jobs')
    .set({ status: 'running', attempts: sql<number>`attempts + 1`, ...leased({ workerId, now }) })
    .where('id', '=', where => {
      const next = where
        .selectFrom('jobs as next')
        .select('next.id')
        .where('next.status', '=', queued)
        .where('next.user_id', '=', userId)
        .where('next.run_after', '<=', now)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('jobs as other')
                .select('other.id')
                .where('other.status', '=', running)
                .whereRef('other.source_id', '=', 'next.source_id'),
            ),
          ),
        )
        .orderBy('next.run_after')
        .orderBy('next.id')
        .limit(1)
      return isPostgres(trx) ? next.forUpdate().skipLocked() : next
    })
    .where('status', '=', queued)
    .returningAll()
    .executeTakeFirst()
}

/** A job of this very transaction, which is to be done by who asks for it. */
export function claimNewJob(trx: Trx, id: string, worker: Worker): Promise<JobRow> {
  return trx
    .updateTable('jobs')
    .set({ status: 'running', attempts: 1, ...leased(worker) })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Whether a worker has fallen silent over a job. */
export async function hasExpiredJobs(db: Db, now: RawBuilder<number>): Promise<boolean> {
  const row = await db
    .selectFrom('jobs')
    .select('id')
    .where('status', '=', running)
    .where('lease_until', '<', now)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Stands in `error` while a job is done whose last worker was lost. */
const LOST_WORKER = JSON.stringify({
  code: 'killed_its_worker',
  message: 'The worker was lost over it again and again.',
})

/** Takes over a job whose worker has fallen silent, its attempt counted. */
export function takeOverJob(trx: Trx, { workerId, now }: Worker): Promise<JobRow | undefined> {
  return trx
    .updateTable('jobs')
    .set({ attempts: sql<number>`attempts + 1`, error: LOST_WORKER, ...leased({ workerId, now }) })
    .where('id', '=', where => {
      const expired = where
        .selectFrom('jobs as expired')
        .select('expired.id')
        .where('expired.status', '=', running)
        .where('expired.lease_until', '<', now)
        .limit(1)
      return isPostgres(trx) ? expired.forUpdate().skipLocked() : expired
    })
    .returningAll()
    .executeTakeFirst()
}

function leased({ workerId, now }: Worker) {
  return { worker_id: workerId, lease_until: sql<number>`${now} + ${JOB_LEASE_MS}`, updated_at: now }
}

export type Progress = { phase: JobPhase; done: number; total: number }

/** Renews the lease, and tells how far it is. Undefined where the job is not this worker's any more. */
export function beatJob(
  trx: Trx,
  held: Held,
  progress: Progress,
  now: RawBuilder<number>,
): Promise<Pick<JobRow, 'cancel_requested'> | undefined> {
  return ours(trx, held)
    .set({ ...progress, ...leased({ workerId: held.workerId, now }) })
    .returning('cancel_requested')
    .executeTakeFirst()
}

/** False where the job is not this worker's any more. On PostgreSQL nobody takes it before this transaction ends. */
export async function holdsJob(trx: Trx, { id, attempts, workerId }: Held): Promise<boolean> {
  const row = trx
    .selectFrom('jobs')
    .select('id')
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .where('worker_id', '=', workerId)
    .where('status', '=', running)
  return (await (isPostgres(trx) ? row.forShare() : row).executeTakeFirst()) !== undefined
}

type Ending = Pick<JobRow, 'status' | 'error'> & Progress

/**
 * The one guarded write that ends a job. False where somebody else has it. An end that the database loses with its power
 * is a job that is done again, which changes nothing.
 */
export async function endJob(trx: Trx, held: Held, end: Ending, now: RawBuilder<number>): Promise<boolean> {
  await commitLazily(trx)
  const { numUpdatedRows } = await ours(trx, held)
    .set({ ...end, worker_id: null, lease_until: null, updated_at: now, finished_at: now })
    // Of what has been learnt nobody needs the text twice.
    .$if(end.status === 'succeeded', update => update.set({ payload: '{}' }))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Back to the queue, for a later attempt. */
export async function postponeJob(trx: Trx, held: Held, delayMs: number, now: RawBuilder<number>): Promise<boolean> {
  const { numUpdatedRows } = await ours(trx, held)
    .set({
      ...unheld(now),
      phase: 'waiting',
      done: 0,
      total: 0,
      run_after: sql<number>`${now} + ${Math.round(delayMs)}`,
    })
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Back to the queue as if this attempt had not been: its worker leaves. Its phase says that something was begun. */
export async function giveBackJob(trx: Trx, held: Held, progress: Progress, now: RawBuilder<number>): Promise<boolean> {
  const { numUpdatedRows } = await ours(trx, held)
    .set({ ...unheld(now), ...progress, attempts: sql<number>`attempts - 1`, run_after: now })
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

function unheld(now: RawBuilder<number>) {
  return { status: 'queued', error: null, worker_id: null, lease_until: null, updated_at: now } as const
}

function ours(trx: Trx, { id, attempts, workerId }: Held) {
  return trx
    .updateTable('jobs')
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .where('worker_id', '=', workerId)
    .where('status', '=', running)
}
