import { randomUUID } from 'node:crypto'
import type { Retrieved } from '@folio/protocol'
import { beforeEach, expect, test } from 'vitest'
import {
  allJobsEnded,
  countKnown,
  findOrphans,
  jobEnded,
  learn,
  NO_ORPHANS,
  paragraphs,
  queue,
  sourceOf,
  upload,
} from './world/library.ts'
import type { Person } from './world/person.ts'
import { inEveryWorld, type World } from './world/world.ts'

const CLIENTS = 20
const CHUNKS = 1_000
/** In every passage that is to be found. */
const WORD = 'xylophonist'

const ask = async (person: Person, more: object = {}) => {
  const answer = await person.post<Retrieved>('/api/retrieve', { query: `the ${WORD}`, ...more })
  expect(answer.status).toBe(200)
  return answer.json.passages
}

const payloadsOf = async ({ db }: World, sourceIds: string[]) => {
  const jobs = db.selectFrom('jobs').select('payload').where('source_id', 'in', sourceIds).where('kind', '=', 'ingest')
  return (await jobs.execute()).map(job => job.payload)
}

inEveryWorld(world => {
  beforeEach(() => allJobsEnded(world))

  test('none of twenty who ask is given a passage once the delete has been answered', async () => {
    const ana = await world.member()
    const before = await countKnown(world)
    const text = paragraphs(CHUNKS).map(paragraph => `The ${WORD}. ${paragraph}`)
    const file_id = await upload(ana, 'long.txt', text.join('\n\n'))
    const { source_id } = await learn(ana, { type: 'file', file_id })
    const kept = await learn(ana, { type: 'text', text: `Another ${WORD}, who stays.` })
    expect((await sourceOf(ana, source_id)).passages).toBeGreaterThanOrEqual(CHUNKS)

    let deletedAt = Infinity
    let over = false
    const late: unknown[] = []
    const asking = Array.from({ length: CLIENTS }, async () => {
      let found = 0
      while (!over) {
        const beganAt = performance.now()
        const ids = (await ask(ana)).map(passage => passage.source_id)
        if (ids.includes(source_id)) found++
        if (ids.includes(source_id) && beganAt >= deletedAt) late.push(ids)
      }
      return found
    })
    await expect.poll(async () => (await ask(ana)).some(passage => passage.source_id === source_id)).toBe(true)
    const answer = await ana.delete(`/api/training/delete/${source_id}`)
    deletedAt = performance.now()
    expect(answer).toMatchObject({
      status: 200,
      json: { source_id, deleted: { documents: 1, embeddings: 0, files: 1 } },
    })
    expect((answer.json.deleted as { chunks: number }).chunks).toBeGreaterThanOrEqual(CHUNKS)

    for (let times = 0; times < 4; times++) expect((await ask(ana)).map(p => p.source_id)).toEqual([kept.source_id])
    over = true
    // Those who asked did find it before.
    expect(Math.min(...(await Promise.all(asking)))).toBeGreaterThan(0)
    expect(late).toEqual([])

    for (const path of ['', '/text', '/passages/0']) {
      expect((await ana.get(`/api/sources/${source_id}${path}`)).status).toBe(404)
    }
    expect((await ana.delete(`/api/training/delete/${source_id}`)).status).toBe(404)
    // What is hidden is cleared away, by the request or by the job that it has left.
    await ana.delete(`/api/training/delete/${kept.source_id}`)
    await expect.poll(() => countKnown(world), { timeout: 30_000 }).toEqual(before)
    expect(await findOrphans(world)).toEqual(NO_ORPHANS)
    expect(await world.catalog.selectFrom('files').select('id').where('id', '=', file_id).execute()).toEqual([])
  })

  test('a file goes with the last source that is made of it', async () => {
    const ana = await world.guest()
    const file_id = await upload(ana, 'notes.txt', 'some notes')
    const first = await learn(ana, { type: 'file', file_id })
    const second = await learn(ana, { type: 'file', file_id }, { bot_id: await ana.bot({ name: 'another' }) })
    const removed = async (id: string) => (await ana.delete(`/api/training/delete/${id}`)).json.deleted
    expect(await removed(first.source_id)).toMatchObject({ documents: 1, files: 0 })
    expect(await removed(second.source_id)).toMatchObject({ documents: 1, files: 1 })
  })

  test('what was deleted can be learnt again at once', async () => {
    const ana = await world.guest()
    const source = { type: 'text', text: `Once more, ${WORD}.` } as const
    const { source_id } = await learn(ana, source)
    await ana.delete(`/api/training/delete/${source_id}`)
    const again = await learn(ana, source)
    expect(again.source_id).not.toBe(source_id)
    expect((await ask(ana)).map(passage => passage.source_id)).toEqual([again.source_id])
  })

  test('what was asked for while its source went away does not come back with it', async () => {
    const ana = await world.guest()
    const before = await countKnown(world)
    const { source_id, job_id } = await learn(ana, { type: 'text', text: `Too late, ${WORD}.` })
    const { library_id } = await world.db
      .selectFrom('documents')
      .select('library_id')
      .where('source_id', '=', source_id)
      .executeTakeFirstOrThrow()
    await ana.delete(`/api/training/delete/${source_id}`)
    await allJobsEnded(world)
    // As who had found the source a moment before leaves it: one database has it no more, the other had not heard.
    const late = { source_id, generation: 1 }
    const payload = JSON.stringify({ type: 'text', text: `Too late, ${WORD}.`, name: '', title: null })
    await world.db
      .insertInto('documents')
      .values({ ...late, id: randomUUID(), library_id, version: 0, deleted_at: null })
      .execute()
    await world.db
      .updateTable('jobs')
      .set({ ...late, payload, status: 'queued', phase: 'waiting' })
      .where('id', '=', job_id)
      .execute()
    expect((await jobEnded(ana, job_id)).status).toBe('cancelled')
    expect(await ask(ana)).toEqual([])
    await expect.poll(() => countKnown(world)).toEqual(before)
  })

  test('all that a bot knows goes with it', async () => {
    const ana = await world.guest()
    const before = await countKnown(world)
    const bot_id = await ana.bot({ name: 'soon gone' })
    await learn(ana, { type: 'text', text: `Of a bot: ${WORD}` }, { bot_id })
    const { source_id } = await learn(ana, { type: 'file', file_id: await upload(ana, 'a.txt', 'a file') }, { bot_id })
    const late = await queue(ana, { type: 'text', text: paragraphs(50).join('\n\n') }, { bot_id })
    const failed = await queue(ana, { type: 'text', text: '\u200b' }, { bot_id })
    expect((await jobEnded(ana, failed.job_id)).status).toBe('failed')
    expect(await ask(ana, { bot_id })).toHaveLength(1)
    expect((await ana.delete(`/api/bots/${bot_id}`)).status).toBe(204)
    expect((await ana.post('/api/retrieve', { query: WORD, bot_id })).status).toBe(404)
    for (const id of [source_id, late.source_id]) expect((await ana.get(`/api/sources/${id}`)).status).toBe(404)
    await expect.poll(() => countKnown(world), { timeout: 20_000 }).toEqual(before)
    await expect
      .poll(() => world.catalog.selectFrom('sources').select('id').where('bot_id', '=', bot_id).execute())
      .toEqual([])
    // Not even in the job that was to read it, and never did.
    await expect.poll(() => payloadsOf(world, [late.source_id, failed.source_id])).toEqual(['{}', '{}'])
  })
})
