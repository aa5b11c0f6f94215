import { setTimeout as sleep } from 'node:timers/promises'
import type { Job } from '@folio/protocol'
import { expect, test } from 'vitest'
import { allJobsEnded, findOrphans, NO_ORPHANS, paragraphs, queue, randomFrom, sourceOf } from './world/library.ts'
import { startServer, WORKER } from './world/server.ts'
import { inEveryWorld } from './world/world.ts'

const KILLS = Number(process.env.KILLS ?? 8)
const SEED = Number(process.env.SEED ?? 4711)
const SOURCES = 10
const LONGEST_LIFE_MS = 700

inEveryWorld(
  world => {
    test(`what workers were at when they were killed is done, or says why not (seed ${SEED})`, async () => {
      const chance = randomFrom(SEED)
      const below = (limit: number) => Math.floor(chance() * limit)
      const ana = await world.member()
      let texts = 0
      const newText = () => paragraphs(20 + below(100), { seed: ++texts }).join('\n\n')
      /** What each source was last given to be. */
      const wanted = new Map<string, string>()
      const give = async (source_id?: string) => {
        const text = newText()
        const given = await queue(
          ana,
          { type: 'text', text, title: 'of many' },
          source_id === undefined ? {} : { source_id },
        )
        wanted.set(given.source_id, text)
      }
      const startWorker = () => startServer(world.env, world.env.DATA_DIR ?? '', () => {}, WORKER)
      for (let n = 0; n < SOURCES; n++) await give()

      for (let kill = 0; kill < KILLS; kill++) {
        const worker = await startWorker()
        const [source] = [...wanted.keys()].slice(below(wanted.size))
        const what = below(4)
        if (what === 0) await give()
        if (what === 1) await give(source)
        if (what === 2 && source !== undefined) {
          expect((await ana.delete(`/api/training/delete/${source}`)).status).toBe(200)
          wanted.delete(source)
        }
        await sleep(below(LONGEST_LIFE_MS))
        await worker.signal('SIGKILL')
      }
      const last = await startWorker()
      await allJobsEnded(world, 120_000)
      await last.signal('SIGTERM')

      const jobs = (await ana.get<{ items: Job[] }>('/api/training/jobs?limit=100')).json.items
      for (const { status, attempts, error } of jobs) {
        expect(attempts).toBeLessThanOrEqual(5)
        expect(status === 'failed' ? error?.code : status).toMatch(/^(succeeded|cancelled|killed_its_worker)$/)
      }
      // Some were killed in the middle of it.
      expect(Math.max(...jobs.map(({ attempts }) => attempts))).toBeGreaterThan(1)
      expect(jobs.filter(({ status }) => status === 'succeeded').length).toBeGreaterThan(SOURCES / 2)
      for (const [id, text] of wanted) {
        const { status, job } = await sourceOf(ana, id)
        if (job?.status === 'succeeded') {
          expect(status).toBe('ready')
          expect((await ana.get(`/api/sources/${id}/text`)).text).toBe(text)
        } else expect(job?.error?.code).toBe('killed_its_worker')
      }
      expect(await findOrphans(world)).toEqual(NO_ORPHANS)
    }, 300_000)
  },
  { WORKERS: '0' },
)
