import { afterEach, expect, it, vi } from 'vitest'
import { createInProcessBus } from '../bus/in-process.ts'
import { createFakeClock } from '../lib/fake-clock.ts'
import { newId } from '../lib/id.ts'
import { insertJob } from '../store/jobs.ts'
import { onEachDatabase } from '../store/testing/on-each-database.ts'
import type { JobRow } from '../store/tables.ts'
import { JobFailure } from './failure.ts'
import type { JobWork, Running } from './job-work.ts'
import { createWork, type Work } from './work.ts'

const quiet = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, fatal() {}, child: () => quiet }

onEachDatabase(store => {
  const alive: Work[] = []
  afterEach(async () => {
    await store().write(trx => trx.deleteFrom('jobs').execute())
    await Promise.all(alive.splice(0).map(work => work.close()))
  })

  /** A worker whose clock stands still: it beats, and looks for jobs, when the test says so. */
  const startWork = (run: JobWork['run'], undo: JobWork['undo'] = async () => false) => {
    const clock = createFakeClock()
    const kinds = { ingest: { run, undo }, remove_files: { run, undo } }
    const work = createWork({ store: store(), bus: createInProcessBus(), clock, logger: quiet, kinds }, { atOnce: 1 })
    alive.push(work)
    work.start()
    return { work, clock }
  }
  const queue = async (kind: JobRow['kind'] = 'ingest'): Promise<string> => {
    const job = {
      id: newId(),
      kind,
      user_id: newId(),
      source_id: newId(),
      generation: 1,
      payload: '{}',
    } as const
    await store().write(trx => insertJob(trx, job, store().now))
    return job.id
  }
  const row = async (id: string): Promise<JobRow> =>
    store().db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const change = (id: string, values: Partial<JobRow>) =>
    store().write(trx => trx.updateTable('jobs').set(values).where('id', '=', id).execute())
  const until = (id: string, expected: Partial<JobRow>) =>
    vi.waitFor(async () => expect(await row(id)).toMatchObject(expected), { timeout: 5_000 })
  const hang = ({ signal }: Running) =>
    new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

  it('ends a job that has lost its worker three times, with the reason, after it has cleared up', async () => {
    const id = await queue()
    const undone: number[] = []
    for (let life = 1; life <= 4; life++) {
      const { work } = startWork(hang, async ({ row: { attempts } }) => undone.push(attempts) < 0)
      if (life < 4) await until(id, { worker_id: work.workerId, attempts: life })
      // It has fallen silent: its clock stands still.
      if (life < 4) await change(id, { lease_until: 0 })
    }
    await until(id, { status: 'failed' })
    expect(JSON.parse((await row(id)).error ?? '')).toMatchObject({ code: 'killed_its_worker' })
    expect(undone).toEqual([4])
  })

  it('takes a job for done that lost its workers behind the last write of importance', async () => {
    const id = await queue()
    await change(id, { status: 'running', attempts: 3, lease_until: 0, worker_id: 'gone' })
    startWork(hang, async () => true)
    await until(id, { status: 'succeeded', error: null })
  })

  it('tries what may pass five times, each time later', async () => {
    const id = await queue()
    const { clock } = startWork(async () => {
      throw new JobFailure('unreachable', 'not there', { passing: true })
    })
    const now = async () => (await store().db.selectNoFrom(store().now.as('now')).executeTakeFirstOrThrow()).now
    for (let attempt = 1; attempt < 5; attempt++) {
      await until(id, { status: 'queued', attempts: attempt })
      const delayMs = (await row(id)).run_after - (await now())
      const usualMs = 1_000 * 2 ** (attempt - 1)
      expect(delayMs).toBeGreaterThan(usualMs * 0.5 - 400)
      expect(delayMs).toBeLessThanOrEqual(usualMs * 1.5)
      await change(id, { run_after: 0 })
      await vi.waitFor(async () => {
        await clock.advance(1_000)
        expect((await row(id)).attempts).toBe(attempt + 1)
      })
    }
    await until(id, { status: 'failed', attempts: 5 })
  })

  it('goes on trying to remove what is to be gone, until the database or the bucket is there again', async () => {
    const id = await queue('remove_files')
    await change(id, { attempts: 20 })
    let isAway = true
    const { clock } = startWork(async () => {
      if (isAway) throw new JobFailure('internal', 'away', { passing: true })
    })
    await until(id, { status: 'queued', attempts: 21 })
    isAway = false
    await change(id, { run_after: 0 })
    await vi.waitFor(async () => {
      await clock.advance(1_000)
      expect(await row(id)).toMatchObject({ status: 'succeeded', error: null })
    })
  })

  it('ends what nobody here knows to do any more, with a reason', async () => {
    const id = await queue('embed')
    startWork(hang)
    await until(id, { status: 'failed', attempts: 1 })
    expect(JSON.parse((await row(id)).error ?? '')).toMatchObject({ code: 'internal' })
  })

  it('gives back what it has in hand when it leaves, and counts no attempt', async () => {
    const id = await queue()
    const { work } = startWork(async running => {
      running.progress('indexing', 3, 9)
      await hang(running)
    })
    await until(id, { status: 'running' })
    await work.close()
    expect(await row(id)).toMatchObject({ status: 'queued', attempts: 0, worker_id: null, phase: 'indexing', done: 3 })
  })

  it('writes nothing more for a job that another has taken over', async () => {
    const id = await queue()
    let go = () => {}
    const seen: unknown[] = []
    const { work, clock } = startWork(async ({ signal, hold }) => {
      signal.addEventListener('abort', () => seen.push(signal.reason))
      await new Promise<void>(resolve => (go = resolve))
      await store().write(hold)
    })
    await until(id, { worker_id: work.workerId })
    await change(id, { attempts: 2, worker_id: 'another' })
    await clock.advance(1_500)
    await vi.waitFor(() => expect(seen).toMatchObject([{ why: 'lost' }]))
    go()
    await work.close()
    expect(await row(id)).toMatchObject({ status: 'running', worker_id: 'another', attempts: 2 })
  })

  it('tells with each beat how far it is, and learns that it is to stop', async () => {
    const id = await queue()
    const { work, clock } = startWork(async running => {
      running.progress('indexing', 5, 10)
      await hang(running)
    })
    await until(id, { worker_id: work.workerId })
    await change(id, { lease_until: 1, cancel_requested: 1 })
    await clock.advance(1_500)
    await until(id, { status: 'cancelled', phase: 'indexing', done: 5, total: 10 })
  })

  it('does one job of a source at a time', async () => {
    const [first, second] = [await queue(), await queue()]
    await change(second, { source_id: (await row(first)).source_id })
    const { work } = startWork(hang)
    await until(first, { worker_id: work.workerId })
    const other = await queue()
    startWork(hang)
    await until(other, { status: 'running' })
    expect((await row(second)).status).toBe('queued')
  })
})
