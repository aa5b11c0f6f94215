import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql, type CompiledQuery } from 'kysely'
import {
  deletePlaces,
  findDocument,
  findPlace,
  flipDocument,
  hideDocument,
  holdDocument,
  insertPlaces,
  insertVersion,
  listDocuments,
  listDocumentsOf,
  listFoundVersions,
  listVersions,
  raiseDocument,
} from './documents.ts'
import { beatJob, claimJob, endJob, hasExpiredJobs, holdsJob, listWaitingOwners, takeOverJob } from './job-leases.ts'
import {
  cancelIngests,
  cancelIngestsOfLibrary,
  cancelJob,
  findJob,
  findLastIngests,
  insertJob,
  listJobs,
  requeueJob,
} from './jobs.ts'
import type { Store } from './open.ts'
import { countChunks, deleteChunks, insertChunks, listChunks, listUnplacedChunks } from './postings.ts'
import type { DocumentRow, JobRow } from './tables.ts'
import { KINDS, type TestDatabase } from './testing/databases.ts'
import { listening, scansOf } from './testing/scans.ts'

const DOCUMENTS = 200
const CHUNKS = 5

for (const { kind, missing, makeDatabase } of KINDS) {
  describe.skipIf(missing)(`no query of what is learnt reads a whole table in ${kind}`, () => {
    let database: TestDatabase
    let store: Store
    let asked: CompiledQuery[] = []
    beforeAll(async () => {
      database = await makeDatabase()
      store = listening(database.open(), query => asked.push(query))
      await fill(store)
      await sql`analyze`.execute(store.db)
    })
    afterAll(() => database.remove())

    const worker = () => ({ workerId: 'worker', now: store.now })
    const held = { id: 'j1', attempts: 1, workerId: 'worker' }
    const progress = { phase: 'indexing', done: 1, total: 2 } as const
    const document = async (n: number): Promise<DocumentRow> => {
      const row = await findDocument(store.db, `s${n}`)
      if (!row) throw new Error(`there is no document of s${n}`)
      return row
    }
    const version = { title: '', media_type: '', hash: '', chunk_count: 1, token_total: 1, created_at: 0, text: '' }
    const chunk = { hash: 'new', text: 'new', token_count: 1, terms: [['new', 1]] as const }
    const place = { n: 0, chunk_id: 1, start_at: 0, end_at: 1, page: null, heading_path: '[]' }

    const ways: Record<string, () => Promise<unknown>> = {
      'looking for who waits': () => listWaitingOwners(store.db, store.now),
      'looking for what has been left': () => hasExpiredJobs(store.db, store.now),
      'taking a job': () => store.write(trx => claimJob(trx, 'u1', worker())),
      'taking over a job': () => store.write(trx => takeOverJob(trx, worker())),
      'beating a lease': () => store.write(trx => beatJob(trx, held, progress, store.now)),
      'holding a job': () => store.write(trx => holdsJob(trx, held)),
      'ending a job': () =>
        store.write(trx => endJob(trx, held, { status: 'succeeded', error: null, ...progress }, store.now)),
      'queueing newer content': () =>
        store.write(async trx => {
          await cancelIngests(trx, ['s1'], store.now)
          await raiseDocument(trx, { id: 'd1', source_id: 's1', library_id: 1 })
          await insertJob(trx, jobRow('new', 1), store.now)
        }),
      'cancelling a job, and trying it again': () =>
        store.write(async trx => {
          await cancelJob(trx, 'j3', store.now)
          await requeueJob(trx, 'j3', store.now)
        }),
      'cancelling all of a library': () => store.write(trx => cancelIngestsOfLibrary(trx, 2, store.now)),
      'listing jobs': () => listJobs(store.db, { userId: 'u1', limit: 31, after: 'j5' }),
      'finding a job': () => findJob(store.db, 'u1', 'j1'),
      'finding the last jobs of sources': () => findLastIngests(store.db, ['s1', 's2', 's3']),
      'finding documents': async () => [await document(1), await listDocuments(store.db, ['s1', 's2'])],
      'listing what a library has': () => listDocumentsOf(store.db, 1, 10, 'd5'),
      'listing what can be found': () => listFoundVersions(store.db, ['d1', 'd2', 'd3']),
      'looking at a passage': async () => findPlace(store.db, await document(1), 2),
      'holding a document': () => store.write(trx => holdDocument(trx, 'd1')),
      'listing versions': () => listVersions(store.db, 'd1'),
      'listing chunks': () => listChunks(store.db, 'd1', 10, 'h'),
      'counting chunks': () => countChunks(store.db, 'd1'),
      'laying down a version': () =>
        store.write(async trx => {
          await insertVersion(trx, { document_id: 'd1', version: 2, ...version })
          await insertChunks(trx, { documentId: 'd1', libraryId: 1 }, [chunk])
          await insertPlaces(trx, { document_id: 'd1', version: 2, places: [place] })
        }),
      'making it found': async () => {
        const row = await document(1)
        await store.write(trx => flipDocument(trx, row, { document_id: 'd1', version: 2, ...version }))
      },
      'listing chunks that nothing needs': () => listUnplacedChunks(store.db, { documentId: 'd1', version: 2 }, 10),
      'removing places': () => store.write(trx => deletePlaces(trx, 'd1', 1, 3)),
      'removing chunks': () => store.write(trx => deleteChunks(trx, 1, [{ id: 3, terms: 'a b' }])),
      'hiding a document': () => store.write(trx => hideDocument(trx, 'd2', store.now)),
    }

    it.each(Object.keys(ways))('%s', async way => {
      asked = []
      await ways[way]?.()
      const queries = asked
      expect(queries.length).toBeGreaterThan(0)
      for (const query of queries) expect([query.sql, ...(await scansOf(store, query))]).toEqual([query.sql])
    })
  })
}

type NewJob = Pick<JobRow, 'id' | 'kind' | 'user_id' | 'source_id' | 'generation' | 'payload'>

function jobRow(id: string, n: number): NewJob {
  return { id, kind: 'ingest', user_id: `u${n % 10}`, source_id: `s${n}`, generation: 1, payload: '{}' }
}

/** Documents that can be found, in ten libraries, each read by a job: most have ended. */
async function fill(store: Store): Promise<void> {
  await store.write(async trx => {
    for (let n = 1; n <= 10; n++)
      await trx
        .insertInto('libraries')
        .values({ bot_id: `b${n}` })
        .execute()
    for (let n = 0; n < DOCUMENTS; n++) {
      const [id, libraryId] = [`d${n}`, (n % 10) + 1]
      await raiseDocument(trx, { id, source_id: `s${n}`, library_id: libraryId })
      const counted = { chunk_count: CHUNKS, token_total: CHUNKS * 2 }
      const about = { title: id, media_type: 'text/plain', hash: id, created_at: 0, text: 'text' }
      await insertVersion(trx, { document_id: id, version: 1, ...about, ...counted })
      const chunks = Array.from({ length: CHUNKS }, (_, c) => ({
        hash: `h${c}`,
        text: 'text',
        token_count: 2,
        terms: [['a', 1] as const, [`t${n}`, 1] as const],
      }))
      const ids = await insertChunks(trx, { documentId: id, libraryId }, chunks)
      const places = chunks.map(({ hash }, c) => ({
        n: c,
        chunk_id: ids.get(hash) ?? 0,
        start_at: c,
        end_at: c + 1,
        page: null,
        heading_path: '[]',
      }))
      await insertPlaces(trx, { document_id: id, version: 1, places })
      await trx.updateTable('documents').set({ version: 1 }).where('id', '=', id).execute()
      await insertJob(trx, jobRow(`j${n}`, n), store.now)
    }
    const ids = await trx.selectFrom('chunks').select('id').execute()
    const vectors = ids.map(({ id }) => ({ space_id: 1, library_id: 1, chunk_id: id, vector: new Uint8Array(4) }))
    await trx.insertInto('embeddings').values(vectors).execute()
    const ended = { status: 'succeeded', phase: 'done' } as const
    await trx.updateTable('jobs').set(ended).where('id', 'not in', ['j1', 'j2', 'j3', 'j11', 'j12']).execute()
    const running = { status: 'running', worker_id: 'worker', lease_until: 0, attempts: 1 } as const
    await trx.updateTable('jobs').set(running).where('id', 'in', ['j1', 'j2']).execute()
  })
}
