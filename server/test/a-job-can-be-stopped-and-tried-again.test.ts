import type { Job } from '@folio/protocol'
import { afterAll, expect, test } from 'vitest'
import { newId } from '../src/lib/id.ts'
import { hear } from './world/device.ts'
import { createGate } from './world/gate.ts'
import { countKnown, findOrphans, jobEnded, learn, NO_ORPHANS, queue, sourceOf } from './world/library.ts'
import type { Person } from './world/person.ts'
import { openSite } from './world/site.ts'
import { inEveryWorld } from './world/world.ts'

// Servers are told of it when they start.
const site = await openSite()
afterAll(() => site.close())

const job = async (person: Person, id: string) => (await person.get<Job>(`/api/training/jobs/${id}`)).json
const cancel = (person: Person, id: string) => person.post<Job>(`/api/training/jobs/${id}/cancel`)
const retry = (person: Person, id: string) => person.post<Job>(`/api/training/jobs/${id}/retry`)

inEveryWorld(world => {
  /** A page that is being fetched, until the gate opens. */
  const beginFetching = async (person: Person, text = 'the page', more: { source_id?: string } = {}) => {
    const gate = createGate()
    const path = `/${newId()}`
    const queued = await queue(person, { type: 'url', url: site.put(path, { text, after: gate.opened }) }, more)
    await expect.poll(() => site.asked, { timeout: 10_000 }).toContain(`${path} …`)
    return { ...queued, gate, path }
  }

  test('what is being done stops when it is asked to, leaves nothing, and can be tried again', async () => {
    const ana = await world.guest()
    const before = await countKnown(world)
    const { job_id, source_id, gate } = await beginFetching(ana)
    expect((await sourceOf(ana, source_id)).status).toBe('reading')
    expect((await cancel(ana, job_id)).status).toBe(202)
    expect(await jobEnded(ana, job_id)).toMatchObject({ status: 'cancelled', error: null })
    expect((await sourceOf(ana, source_id)).status).toBe('failed')
    expect(await countKnown(world)).toEqual({ ...before, documents: (before.documents ?? 0) + 1 })
    expect(await cancel(ana, job_id)).toMatchObject({ status: 409, json: { code: 'not_cancellable' } })

    gate.open()
    expect(await retry(ana, job_id)).toMatchObject({ status: 202, json: { id: job_id, status: 'queued', attempts: 0 } })
    expect((await jobEnded(ana, job_id)).status).toBe('succeeded')
    expect(await sourceOf(ana, source_id)).toMatchObject({ status: 'ready', passages: 1 })
    expect(await retry(ana, job_id)).toMatchObject({ status: 409, json: { code: 'not_retryable' } })
  })

  test('what nobody has begun ends at once', async () => {
    const [ana, ben] = [await world.guest(), await world.guest()]
    const busy = []
    for (const _ of world.pods) busy.push(await beginFetching(ben))
    const { job_id } = await queue(ana, { type: 'text', text: 'never read' })
    expect(await cancel(ana, job_id)).toMatchObject({ status: 200, json: { status: 'cancelled' } })
    for (const { gate } of busy) gate.open()
    for (const { job_id: id } of busy) await jobEnded(ben, id)
    expect((await job(ana, job_id)).status).toBe('cancelled')
  })

  test('what may pass is tried again by itself, and what will not pass fails with its reason', async () => {
    const ana = await world.guest()
    const [busy, gone] = [`/${newId()}`, `/${newId()}`]
    const url = site.put(busy, { status: 503 })
    const passing = await queue(ana, { type: 'url', url })
    await expect.poll(() => site.asked, { timeout: 10_000 }).toContain(`${busy} 503`)
    site.put(busy, { text: 'there now' })
    expect(await jobEnded(ana, passing.job_id)).toMatchObject({ status: 'succeeded', attempts: 2 })

    const lasting = await queue(ana, { type: 'url', url: site.put(gone, { status: 410 }) })
    expect(await jobEnded(ana, lasting.job_id)).toMatchObject({ attempts: 1, error: { code: 'refused_by_site' } })
    site.put(gone, { text: 'back' })
    expect((await retry(ana, lasting.job_id)).status).toBe(202)
    expect((await jobEnded(ana, lasting.job_id)).status).toBe('succeeded')
  })

  test('a late job does not bring back a source that was deleted', async () => {
    const ana = await world.guest()
    const { job_id, source_id, gate } = await beginFetching(ana)
    const before = await countKnown(world)
    expect((await ana.delete(`/api/training/delete/${source_id}`)).status).toBe(200)
    gate.open()
    expect((await jobEnded(ana, job_id)).status).toBe('cancelled')
    expect((await ana.get(`/api/sources/${source_id}`)).status).toBe(404)
    expect((await retry(ana, job_id)).status).toBe(409)
    const after = await countKnown(world)
    expect(after).toEqual({ ...before, documents: (before.documents ?? 0) - 1 })
  })

  test('newer content wins over what is being read', async () => {
    const ana = await world.guest()
    const { job_id, source_id, gate } = await beginFetching(ana)
    const newer = await queue(ana, { type: 'text', text: 'newer content' }, { source_id })
    gate.open()
    expect((await jobEnded(ana, newer.job_id)).status).toBe('succeeded')
    expect((await jobEnded(ana, job_id)).status).toBe('cancelled')
    expect((await ana.get(`/api/sources/${source_id}/text`)).text).toBe('newer content')
    expect((await retry(ana, job_id)).json.status ?? 409).toBe(409)
    expect(await findOrphans(world)).toEqual(NO_ORPHANS)
  })

  test('what newer content has taken the place of is kept nowhere', async () => {
    const ana = await world.guest()
    const { job_id, source_id } = await queue(ana, { type: 'text', title: 'old words', text: '\u200b' })
    expect((await jobEnded(ana, job_id)).status).toBe('failed')
    await learn(ana, { type: 'text', text: 'newer content' }, { source_id })
    const { payload } = await world.db
      .selectFrom('jobs')
      .select('payload')
      .where('id', '=', job_id)
      .executeTakeFirstOrThrow()
    expect(payload).toBe('{}')
  })

  test('a page is asked for again, and left as it is where its site says so', async () => {
    const ana = await world.guest()
    const url = site.put('/page', { text: 'first', etag: '"1"' })
    const { source_id } = await learn(ana, { type: 'url', url })
    const before = await countKnown(world)
    const again = await learn(ana, { type: 'url', url })
    expect(again.source_id).toBe(source_id)
    expect(site.asked.filter(line => line.startsWith('/page')).slice(-2)).toEqual(['/page 200', '/page 304'])
    expect(await countKnown(world)).toEqual(before)
    site.put('/page', { text: 'second', etag: '"2"' })
    await learn(ana, { type: 'url', url })
    expect((await ana.get(`/api/sources/${source_id}/text`)).text).toBe('second')
    expect(await findOrphans(world)).toEqual(NO_ORPHANS)
  })

  test('all devices hear of a job as it moves', async () => {
    const ana = await world.guest()
    const stream = hear(await ana.stream('GET', '/api/events'))
    const socket = await ana.socket()
    for (const device of [stream, socket]) await device.first('connected')
    const { job_id, source_id } = await learn(ana, { type: 'text', text: 'heard of' })
    for (const device of [stream, socket]) {
      await device.first('job', ({ status }) => status === 'succeeded')
      const told = device.frames.flatMap(frame => (frame.type === 'job' ? [frame] : []))
      expect(told.map(({ status }) => status)).toEqual(['queued', 'running', 'succeeded'])
      expect(told.at(-1)).toMatchObject({ job_id, source_id, progress: { phase: 'done', done: 1, total: 1 } })
    }
    stream.leave()
    socket.close()
  })

  test('jobs are listed page by page, the newest first', async () => {
    const ana = await world.guest()
    const ids: string[] = []
    for (const text of ['one', 'two', 'three']) ids.unshift((await learn(ana, { type: 'text', text })).job_id)
    type List = { items: Job[]; next_cursor: string | null }
    const first = (await ana.get<List>('/api/training/jobs?limit=2')).json
    const rest = (await ana.get<List>(`/api/training/jobs?limit=2&cursor=${first.next_cursor}`)).json
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(ids)
    expect(rest.next_cursor).toBeNull()
  })
}, site.env)
