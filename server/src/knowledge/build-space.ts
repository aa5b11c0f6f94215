import type { Bus } from '../bus/bus.ts'
import { newId } from '../lib/id.ts'
import { findSpace } from '../store/embeddings.ts'
import { findEmbedJob, insertJob } from '../store/jobs.ts'
import type { Store } from '../store/open.ts'
import { wakeWorkers } from './announce-job.ts'
import type { Embedding } from './embed.ts'
import type { JobWork } from './job-work.ts'
import { payloadOf, type EmbedPayload } from './payload.ts'

/** Whose job it is: nobody's, so that nobody is told of it and nobody waits for their turn behind it. */
const NOBODY = ''

/** Gives all that is known vectors of another model, while questions still go to the ones there are. */
export function createBuildSpace({ store, embedding }: { store: Store; embedding: Embedding }): JobWork {
  return {
    run({ row, signal, progress }) {
      return embedding.buildSpace(payloadOf<EmbedPayload>(row).spaceId, signal, (done, total) => {
        progress('embedding', done, total)
      })
    },
    /** What has been made so far is of use to whoever goes on. */
    async undo({ row }) {
      const space = await findSpace(store.db, payloadOf<EmbedPayload>(row).spaceId)
      return space?.state === 'active'
    },
  }
}

/** Asks for the configured model's vectors where some are missing, unless that has been asked for. */
export async function askForSpace({ store, bus, embedding }: { store: Store; bus: Bus; embedding: Embedding }) {
  const space = await embedding.openSpace()
  if (!space) return
  const payload = JSON.stringify(space satisfies EmbedPayload)
  const job = { id: newId(), kind: 'embed', user_id: NOBODY, source_id: null, generation: 0, payload } as const
  await store.write(async trx => {
    if (!(await findEmbedJob(trx, payload))) await insertJob(trx, job, store.now)
  })
  wakeWorkers(bus)
}
