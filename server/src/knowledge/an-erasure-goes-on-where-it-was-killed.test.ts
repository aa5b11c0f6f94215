import { expect, it } from 'vitest'
import { newId } from '../lib/id.ts'
import { openCatalog } from '../store/catalog.ts'
import { insertBot, listBotsOf } from '../store/bots.ts'
import { insertJob } from '../store/jobs.ts'
import { insertLibrary } from '../store/libraries.ts'
import { addDocument } from '../store/testing/chunks.ts'
import { onEachDatabase } from '../store/testing/on-each-database.ts'
import { createPieces } from './pieces.ts'
import { createRemoveFiles } from './remove-files.ts'
import { createFakeClock } from '../lib/fake-clock.ts'

onEachDatabase(store => {
  const files = {
    put: () => Promise.reject(new Error('nothing is put')),
    get: () => Promise.reject(new Error('nothing is asked for')),
    remove: async () => {},
    check: async () => {},
  }

  /** Someone whose account is gone, and the job that is to clear away what their bot knew. */
  const leave = async () => {
    const catalog = openCatalog(store())
    const userId = newId()
    const bot = { id: newId(), owner_id: userId, org_id: null, name: 'A bot', is_default: 1 } as const
    const settings = { system_prompt: null, model: null, temperature: null, refusal_text: null }
    await catalog.write(trx => insertBot(trx, { ...bot, ...settings, created_at: 0, updated_at: 0 }))
    const library = await store().write(trx => insertLibrary(trx, bot))
    await addDocument(store(), library?.id ?? 0, ['Dear diary.'])
    const job = { id: newId(), kind: 'remove_files', user_id: userId, source_id: null, generation: 0 } as const
    const payload = JSON.stringify({ type: 'user', userId })
    await store().write(trx => insertJob(trx, { ...job, payload }, store().now))
    return { catalog, userId, jobId: job.id, libraryId: library?.id ?? 0 }
  }
  const left = async (libraryId: number) => [
    ...(await store().db.selectFrom('libraries').select('id').where('id', '=', libraryId).execute()),
    ...(await store().db.selectFrom('documents').select('id').where('library_id', '=', libraryId).execute()),
  ]

  it('finds what a bot knew, though the bot itself has gone before', async () => {
    const { catalog, userId, jobId, libraryId } = await leave()
    const attempt = async (isKilled: boolean) => {
      const pieces = createPieces({ store: store(), clock: createFakeClock() })
      const killed = () => Promise.reject(new Error('killed'))
      const { run } = createRemoveFiles({
        store: store(),
        pieces: isKilled ? { each: killed, until: killed } : pieces,
        catalog,
        files,
      })
      const row = await store().db.selectFrom('jobs').selectAll().where('id', '=', jobId).executeTakeFirstOrThrow()
      return run({ row, signal: new AbortController().signal, progress() {}, hold: async () => {} })
    }
    await expect(attempt(true)).rejects.toThrow('killed')
    expect(await listBotsOf(catalog.db, userId)).toEqual([])
    expect(await left(libraryId)).toHaveLength(2)
    await attempt(false)
    expect(await left(libraryId)).toEqual([])
  })
})
