import { sql, type RawBuilder } from 'kysely'
import { isOneOf } from './columns.ts'
import { listed } from './listed.ts'
import type { Db, JobRow, Trx } from './tables.ts'

/** Jobs as people see them; how workers share them is in `job-leases`. */

/** All but the payload, which may be as long as a document. */
const SHOWN = [
  'id',
  'kind',
  'user_id',
  'source_id',
  'generation',
  'status',
  'phase',
  'done',
  'total',
  'attempts',
  'error',
  'cancel_requested',
  'created_at',
  'updated_at',
  'finished_at',
] as const
export type ShownJob = Pick<JobRow, (typeof SHOWN)[number]>

type NewJob = Pick<JobRow, 'id' | 'kind' | 'user_id' | 'source_id' | 'generation' | 'payload'>

/** Waits for a worker. `now`: the database's clock, as for all its times. */
export function insertJob(trx: Trx, job: NewJob, now: RawBuilder<number>): Promise<ShownJob> {
  return trx
    .insertInto('jobs')
    .values({
      ...job,
      status: 'queued',
      phase: 'waiting',
      done: 0,
      total: 0,
      attempts: 0,
      error: null,
      worker_id: null,
      lease_until: null,
      cancel_requested: 0,
      run_after: now,
      created_at: now,
      updated_at: now,
      finished_at: null,
    })
    .returning(SHOWN)
    .executeTakeFirstOrThrow()
}

/** A job that is still to give the same chunks their vectors. */
export function findEmbedJob(db: Db, payload: string): Promise<Pick<JobRow, 'id'> | undefined> {
  return db
    .selectFrom('jobs')
    .select('id')
    .where('status', 'in', [sql.lit('queued' as const), sql.lit('running' as const)])
    .where('kind', '=', 'embed')
    .where('payload', '=', payload)
    .executeTakeFirst()
}

/** Of this user alone: what is somebody else's is not there. */
export function findJob(db: Db, userId: string, id: string): Promise<ShownJob | undefined> {
  return db.selectFrom('jobs').select(SHOWN).where('id', '=', id).where('user_id', '=', userId).executeTakeFirst()
}

/** The newest first, behind the id `after`. */
export function listJobs(
  db: Db,
  { userId, limit, after }: { userId: string; limit: number; after: string | undefined },
): Promise<ShownJob[]> {
  const all = db.selectFrom('jobs').select(SHOWN).where('user_id', '=', userId)
  const rows = after === undefined ? all : all.where('id', '<', after)
  return rows.orderBy('id', 'desc').limit(limit).execute()
}

/** The last job that was to read each of these sources. */
export async function findLastIngests(db: Db, sourceIds: readonly string[]): Promise<Map<string, ShownJob>> {
  if (sourceIds.length === 0) return new Map()
  const newest = await db
    .selectFrom('jobs')
    .select(({ fn }) => fn.max('id').as('id'))
    .where(isOneOf(db, 'source_id', sourceIds))
    .where('kind', '=', 'ingest')
    .groupBy('source_id')
    .execute()
  const ids = newest.map(row => row.id)
  const rows = await db
    .selectFrom('jobs')
    .select(SHOWN)
    .where(isOneOf(db, 'id', ids))
    .execute()
  return new Map(rows.flatMap(row => (row.source_id === null ? [] : [[row.source_id, row]])))
}

/**
 * What nobody has begun ends at once; what is being done, or has left something half done, is asked to end. Undefined
 * where it has ended already.
 */
export async function cancelJob(trx: Trx, id: string, now: RawBuilder<number>): Promise<ShownJob | undefined> {
  const ended = await trx
    .updateTable('jobs')
    .set({ status: 'cancelled', updated_at: now, finished_at: now })
    .where('id', '=', id)
    .where('status', '=', sql.lit('queued'))
    .where('phase', '=', 'waiting')
    .returning(SHOWN)
    .executeTakeFirst()
  if (ended) return ended
  return trx
    .updateTable('jobs')
    .set({ cancel_requested: 1, updated_at: now })
    .where('id', '=', id)
    .where('status', 'in', ['queued', 'running'])
    .returning(SHOWN)
    .executeTakeFirst()
}

/** The same for all that is to read one of these sources: newer content has come, or they are to be forgotten. */
export function cancelIngests(trx: Trx, sourceIds: readonly string[], now: RawBuilder<number>): Promise<void> {
  return cancelAll(trx, listed(trx, sourceIds), now)
}

/** The same for all sources of a library. */
export function cancelIngestsOfLibrary(trx: Trx, libraryId: number, now: RawBuilder<number>): Promise<void> {
  const theirs = sql<string>`(select source_id from documents where library_id = ${libraryId})`
  return cancelAll(trx, theirs, now)
}

async function cancelAll(trx: Trx, sourceIds: RawBuilder<string>, now: RawBuilder<number>): Promise<void> {
  const theirs = trx.updateTable('jobs').where('source_id', 'in', sourceIds).where('kind', 'in', ['ingest', 'embed'])
  await theirs
    .set({ status: 'cancelled', updated_at: now, finished_at: now })
    .where('status', '=', sql.lit('queued'))
    .execute()
  await theirs.set({ cancel_requested: 1 }).where('status', '=', sql.lit('running')).execute()
}

/** From the beginning. Undefined where it has not failed and was not cancelled. */
export function requeueJob(trx: Trx, id: string, now: RawBuilder<number>): Promise<ShownJob | undefined> {
  return trx
    .updateTable('jobs')
    .set({
      status: 'queued',
      phase: 'waiting',
      done: 0,
      total: 0,
      attempts: 0,
      error: null,
      cancel_requested: 0,
      run_after: now,
      updated_at: now,
      finished_at: null,
    })
    .where('id', '=', id)
    .where('status', 'in', ['failed', 'cancelled'])
    .returning(SHOWN)
    .executeTakeFirst()
}

/** What they were asked to learn is not kept behind what was learnt. */
export async function emptyJobs(trx: Trx, sourceIds: readonly string[]): Promise<void> {
  await trx
    .updateTable('jobs')
    .set({ payload: '{}' })
    .where('source_id', 'in', listed(trx, sourceIds))
    .where('kind', '=', 'ingest')
    .where('payload', '<>', '{}')
    .execute()
}

/** What a job has found out about what it is to do, for who goes on with it. */
export async function changePayload(trx: Trx, id: string, payload: string): Promise<void> {
  await trx.updateTable('jobs').set({ payload }).where('id', '=', id).execute()
}

/** All of one person's that have ended. Answers whether others but `ownId` are still under way. */
export async function deleteJobsOf(trx: Trx, userId: string, ownId: string): Promise<boolean> {
  await trx
    .deleteFrom('jobs')
    .where('user_id', '=', userId)
    .where('status', 'in', ['succeeded', 'failed', 'cancelled'])
    .execute()
  const left = trx.selectFrom('jobs').select('id').where('user_id', '=', userId).where('id', '<>', ownId)
  return (await left.executeTakeFirst()) !== undefined
}

export async function deleteJob(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('jobs').where('id', '=', id).execute()
}

export async function moveJobs(trx: Trx, from: string, to: string): Promise<void> {
  await trx.updateTable('jobs').set({ user_id: to }).where('user_id', '=', from).execute()
}
