import { setTimeout as sleep } from 'node:timers/promises'
import { begin, leaveWhenTold } from './begin.ts'
import { openHints } from './engines.ts'
import { systemClock as clock } from './lib/clock.ts'
import { openLibrary } from './library.ts'
import { createEmbedder } from './model/create-model.ts'
import { openCatalog } from './store/catalog.ts'
import { migrateCatalog, migrateUp } from './store/migrate.ts'
import { openStore } from './store/open.ts'

/** What cannot be given back by then is taken over when its lease ends. */
const LEFT_WITHIN_MS = 10_000

const { config: settings, logger } = await begin()
/** Here nobody else would do them. */
const config = { ...settings, workers: Math.max(1, settings.workers) }
try {
  const broke = (error: Error) => logger.warn({ error }, 'a database connection broke')
  const store = openStore(config.databaseUrl, { onError: broke })
  const catalog = openCatalog(store, config.dashboardDatabaseUrl, broke)
  const ran = [...(await migrateUp(store)), ...(await migrateCatalog(catalog))]
  if (ran.length > 0) logger.info({ migrations: ran }, 'migrated the database')
  const hints = await openHints({ config, store, clock, logger })
  const embedder = await createEmbedder(config)
  const library = openLibrary({ config, store, catalog, engines: hints, embedder, clock, logger })
  library.start()
  logger.info({ workers: config.workers }, 'Folio works')
  const close = async () => {
    await library.close()
    await hints.close()
    await catalog.close()
    await store.close()
  }
  leaveWhenTold(logger, () => Promise.race([close(), sleep(LEFT_WITHIN_MS)]))
} catch (error) {
  logger.fatal({ error }, 'could not start')
  process.exit(1)
}
