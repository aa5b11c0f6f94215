import manifest from '../package.json' with { type: 'json' }
import type { Config } from './config.ts'
import type { Engines } from './engines.ts'
import { createBots } from './knowledge/bots.ts'
import { askForSpace, createBuildSpace } from './knowledge/build-space.ts'
import { createBring } from './knowledge/bring.ts'
import { createEmbedding } from './knowledge/embed.ts'
import { createFetchPage } from './knowledge/fetch-page.ts'
import { createForget } from './knowledge/forget.ts'
import { createFindEvidence } from './knowledge/ground.ts'
import { createIngest } from './knowledge/ingest.ts'
import { createLearn } from './knowledge/learn.ts'
import { createPieces } from './knowledge/pieces.ts'
import { createWiden } from './knowledge/neighbours.ts'
import { createReader } from './knowledge/reader.ts'
import { createRemoveFiles } from './knowledge/remove-files.ts'
import { createRetrieve } from './knowledge/retrieve.ts'
import { createSearch } from './knowledge/search.ts'
import { createSources } from './knowledge/sources.ts'
import { createFindAround } from './knowledge/surroundings.ts'
import { createUploads } from './knowledge/uploads.ts'
import { createVectors } from './knowledge/vectors.ts'
import { createWork } from './knowledge/work.ts'
import type { Clock } from './lib/clock.ts'
import { createEgress } from './lib/egress.ts'
import type { Logger } from './lib/logger.ts'
import type { Embedder } from './model/model.ts'
import type { Catalog } from './store/catalog.ts'
import type { Store } from './store/open.ts'
import { tendPostings } from './store/tend.ts'

type Surroundings = {
  config: Config
  store: Store
  catalog: Catalog
  engines: Pick<Engines, 'bus' | 'files'>
  /** Undefined: passages are found by their words alone. */
  embedder: Embedder | undefined
  clock: Clock
  logger: Logger
}

export type Library = ReturnType<typeof openLibrary>

/** Puts together what knows people's documents: shared by the server and by workers in processes of their own. */
export function openLibrary({ config, store, catalog, engines, embedder, clock, logger }: Surroundings) {
  const bots = createBots({ store, catalog, clock })
  const { files, bus } = engines
  const reader = createReader()
  const search = createSearch(store)
  let tending: NodeJS.Timeout | undefined
  const onTrouble = (error: unknown) => logger.warn({ error }, 'no vectors could be asked')
  const vectors = embedder && createVectors({ store, embedder, onTrouble })
  const pieces = createPieces({ store, clock })
  const egress = createEgress({ allow: config.egressAllow, userAgent: `Folio/${manifest.version}`, clock })
  const fetchPage = createFetchPage({ egress, clock })
  const bring = createBring({ catalog, files, fetchPage, reader, clock })
  const embedding = embedder && createEmbedding({ store, embedder, clock })
  const kinds = {
    ingest: createIngest({ store, pieces, bring, clock, embed: embedding?.embedDocument }),
    remove_files: createRemoveFiles({ store, pieces, catalog, files }),
    ...(embedding && { embed: createBuildSpace({ store, embedding }) }),
  }
  const work = createWork({ store, bus, clock, logger, kinds }, { atOnce: config.workers })
  const sources = createSources({ store, catalog, bots })
  const forget = createForget({ store, catalog, bus, work })
  const learn = createLearn({ store, catalog, bots, sources, bus }, { ...config, clock })
  const uploads = createUploads({ catalog, files, clock, guestMaxBytes: config.guestMaxSourceBytes })
  const retrieve = createRetrieve({ db: search.db, vectors })
  const findEvidence = createFindEvidence({
    store,
    catalog,
    find: { retrieve, widen: createWiden(search) },
    contextTokens: config.modelContextTokens,
    onTrouble: error => logger.error({ error }, 'documents could not be searched'),
  })
  return {
    bots,
    uploads,
    sources,
    learn,
    forget,
    retrieve,
    findEvidence,
    /** For what takes long to read: never on the main thread. */
    reading: search.db,
    findAround: createFindAround({ store, catalog, bots }),
    start() {
      work.start()
      tending = setInterval(() => {
        tendPostings(store).catch(error => logger.warn({ error }, 'the postings could not be tended'))
      }, TEND_MS).unref()
      if (!embedding) return
      // Where it fails, vectors that are missing are asked for again at the next start.
      askForSpace({ store, bus, embedding }).catch(error => logger.error({ error }, 'no vectors could be asked for'))
    },
    /** Takes no more jobs, and gives back those under way: another worker goes on with them. */
    leave: work.close,
    /** For `/health`: what rejects while it is away, by its name. */
    checks: catalog.store === store ? {} : { dashboard: catalog.store.check },
    /** Clears away what nobody will ask for any more. */
    sweep: (): Promise<void> => uploads.removeUnused(),
    async close(): Promise<void> {
      clearInterval(tending)
      await work.close()
      await Promise.all([reader.close(), search.close(), vectors?.close()])
    },
  }
}

const TEND_MS = 5_000
