import { expect, test } from 'vitest'
import {
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
import { inEveryWorld } from './world/world.ts'

const CHUNKS = 1_000

inEveryWorld(world => {
  const everything = async () => ({
    chunks: await world.db.selectFrom('chunks').selectAll().orderBy('id').execute(),
    places: await world.db.selectFrom('places').selectAll().orderBy('chunk_id').orderBy('version').execute(),
    documents: await world.db.selectFrom('documents').selectAll().orderBy('id').execute(),
    jobs: await world.db.selectFrom('jobs').select('id').orderBy('id').execute(),
    counts: await countKnown(world),
  })

  test('the same text again is the source that is there, and nothing is written', async () => {
    const ana = await world.guest()
    const text = paragraphs(20).join('\n\n')
    const first = await learn(ana, { type: 'text', text })
    const before = await everything()
    const again = await queue(ana, { type: 'text', text, title: 'by another name' })
    expect(again).toEqual({ job_id: first.job_id, source_id: first.source_id, status: 'succeeded' })
    expect(await queue(ana, { type: 'text', text }, { source_id: first.source_id })).toEqual(again)
    expect(await everything()).toEqual(before)
  })

  test('the same text by somebody else, or for another bot, is a source of its own', async () => {
    const [ana, ben] = [await world.guest(), await world.guest()]
    const text = 'what both of them know'
    const ids = new Set([
      (await learn(ana, { type: 'text', text })).source_id,
      (await learn(ben, { type: 'text', text })).source_id,
      (await learn(ana, { type: 'text', text }, { bot_id: await ana.bot({ name: 'another' }) })).source_id,
    ])
    expect(ids.size).toBe(3)
  })

  test('one paragraph of a thousand passages that changes has at most three of them written', async () => {
    const ana = await world.member()
    const pages = paragraphs(CHUNKS)
    const source = { type: 'file', title: 'a long one' } as const
    const { source_id } = await learn(ana, { ...source, file_id: await upload(ana, 'long.txt', pages.join('\n\n')) })
    const { passages, document_id } = await sourceOf(ana, source_id)
    expect(passages).toBeGreaterThanOrEqual(CHUNKS)
    const idsOf = async () => {
      const rows = await world.db.selectFrom('chunks').select('id').where('document_id', '=', document_id).execute()
      return new Set(rows.map(row => row.id))
    }
    const before = await idsOf()

    pages[500] = `${pages[500]?.slice(0, 400)} An arbalest was added. ${pages[500]?.slice(400)}`
    const file_id = await upload(ana, 'long.txt', pages.join('\n\n'))
    const edited = await learn(ana, { ...source, file_id }, { source_id })
    expect(edited.source_id).toBe(source_id)
    const after = await idsOf()
    expect([...after].filter(id => !before.has(id)).length).toBeLessThanOrEqual(3)
    expect([...before].filter(id => !after.has(id)).length).toBeLessThanOrEqual(3)
    expect((await ana.get(`/api/sources/${source_id}/text`)).text).toContain('An arbalest was added.')
    expect(await findOrphans(world)).toEqual(NO_ORPHANS)
  })

  test('the file of before goes when a source gets another', async () => {
    const ana = await world.guest()
    const [before, after] = [await upload(ana, 'a.txt', 'before'), await upload(ana, 'a.txt', 'after')]
    const { source_id } = await learn(ana, { type: 'file', file_id: before })
    await learn(ana, { type: 'file', file_id: after }, { source_id })
    const files = async () =>
      (await world.catalog.selectFrom('files').select('id').where('owner_id', '=', ana.id).execute()).map(
        ({ id }) => id,
      )
    await expect.poll(files, { timeout: 10_000 }).toEqual([after])
  })

  test('a source that could not be read stays as it was', async () => {
    const ana = await world.guest()
    const { source_id } = await learn(ana, { type: 'text', text: 'what stays' })
    const unreadable = await upload(ana, 'a.bin', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0xff, 0xfe, 0, 1, 2, 3]))
    const { job_id } = await queue(ana, { type: 'file', file_id: unreadable }, { source_id })
    expect(await jobEnded(ana, job_id)).toMatchObject({ status: 'failed', error: { code: 'unsupported_type' } })
    expect(await sourceOf(ana, source_id)).toMatchObject({ status: 'ready', job: { status: 'failed' } })
    expect((await ana.get(`/api/sources/${source_id}/text`)).text).toBe('what stays')
    expect(await findOrphans(world)).toEqual(NO_ORPHANS)
  })
})
