import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bus } from './bus/bus.ts'
import { createAccounts } from './chat/accounts.ts'
import { announceSettled } from './chat/announce.ts'
import { answer } from './chat/answer.ts'
import { createConversations } from './chat/conversations.ts'
import { createCredentials } from './chat/credentials.ts'
import { createBacklog } from './chat/search-backlog.ts'
import { createFeeds } from './chat/feed.ts'
import { createTitles } from './chat/titles.ts'
import { createIdentity } from './chat/identity.ts'
import { createShares } from './chat/shares.ts'
import { createReadUsage } from './chat/usage.ts'
import { createWatch } from './chat/watch.ts'
import { createWorkflow, type Workflow } from './chat/workflow.ts'
import type { Config } from './config.ts'
import { createDrawing } from './http/drawing.ts'
import { createBelongings } from './knowledge/belongings.ts'
import { systemClock as clock } from './lib/clock.ts'
import type { Logger } from './lib/logger.ts'
import { createPasswords } from './lib/password.ts'
import { createAccessTokens } from './lib/token.ts'
import { fitContext } from './model/context.ts'
import { createEmbedder, createModel } from './model/create-model.ts'
import type { Turn } from './model/model.ts'
import { createReplies } from './replies/replies.ts'
import { openCatalog } from './store/catalog.ts'
import { migrateCatalog, migrateUp } from './store/migrate.ts'
import { openStore } from './store/open.ts'
import { createTransfer } from './transfer/transfer.ts'
import { openEngines } from './engines.ts'
import { createFront } from './front.ts'
import { openLibrary } from './library.ts'

export type App = {
  listen(): Promise<{ port: number }>
  activeReplies(): number
  /** Tells readers to go, lets running replies end, and frees everything. */
  close(): Promise<void>
}

/** Puts the product together; which engine stands behind which port `engines.ts` knows alone. */
export async function createApp(config: Config, logger: Logger): Promise<App> {
  const { podId } = config
  const broke = (error: Error) => logger.warn({ error }, 'a database connection broke')
  const store = openStore(config.databaseUrl, { onError: broke })
  const catalog = openCatalog(store, config.dashboardDatabaseUrl, broke)
  const ran = [...(await migrateUp(store)), ...(await migrateCatalog(catalog))]
  if (ran.length > 0) logger.info({ migrations: ran }, 'migrated the database')
  const engines = await openEngines({ config, store, clock, logger })
  const { tape, bus, limits, alone } = engines
  const embedder = await createEmbedder(config)
  const library = openLibrary({ config, store, catalog, engines, embedder, clock, logger })
  const model = await createModel(config, logger)
  const workflow = config.natsUrl === undefined ? undefined : openWorkflow(config, logger, bus)
  const { maxReplyChars, autoContinue } = config
  const { findEvidence } = library
  const answering = { store, model, findEvidence, workflow, maxReplyChars, autoContinue }
  const titles = config.titlesByModel
    ? createTitles({
        store,
        bus,
        clock,
        model,
        trouble: error => logger.warn({ error }, 'a conversation got no title'),
      })
    : undefined
  const replies = createReplies(
    { store, tape, bus, clock, podId },
    {
      answer: reply => answer(answering, reply),
      settled(settled) {
        announceSettled(bus, settled)
        titles?.settled(settled)
      },
      trouble: (error, row) => logger.error({ error, message_id: row?.id }, 'a reply met trouble'),
    },
    { alone, autoContinue },
  )
  const passwords = createPasswords()
  const accessTokens = createAccessTokens({ secret: config.secretKey, clock })
  const credentials = createCredentials({ passwords, limits })
  const watch = createWatch({ store, bus, clock })
  const openFeed = createFeeds({ store, bus, watch })
  const belongings = createBelongings({ store, catalog, bus })
  const identity = config.identity && createIdentity({ store, catalog, clock }, config.identity)
  const accounts = createAccounts({ store, clock, bus, watch, accessTokens, credentials, belongings, identity })
  const conversations = createConversations({ store, bus, clock, replies })
  const backlog = createBacklog(store, error => logger.warn({ error }, 'what was said before cannot be found yet'))
  const shares = createShares({ store, clock, findAround: library.findAround })
  const drawing = createDrawing({ logger })
  const transfer = createTransfer({
    store,
    catalog,
    files: engines.files,
    bus,
    limits,
    library,
    offersModel: model.offers,
    clock,
  })
  const { server, connections } = createFront(config, logger, {
    store,
    engines,
    openFeed,
    model,
    replies,
    accounts,
    conversations,
    shares,
    drawReply: drawing.drawReply,
    workflow,
    library,
    transfer,
    usageOf: createReadUsage({ store, catalog, clock }, config),
  })
  await replies.start()
  library.start()
  backlog.start()
  const sweeping = setInterval(() => {
    Promise.all([accounts.removeExpired(), conversations.forgetDeleted(), library.sweep(), transfer.sweep()]).catch(
      error => {
        logger.warn({ error }, 'what has expired could not be cleared away')
      },
    )
  }, SWEEP_MS)
  sweeping.unref()

  return {
    activeReplies: () => replies.active,
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen({ port: config.port, host: config.host, backlog: 1_024 }, () => {
          resolve({ port: (server.address() as AddressInfo).port })
        })
      }),
    async close() {
      clearInterval(sweeping)
      titles?.leave()
      const givenBack = library.leave()
      const closed = new Promise<void>(resolve => void server.close(() => resolve()))
      // Behind the replies their readers take what is left, and all is freed: that is part of the time.
      const ended = replies.drain(config.drainMs - Math.min(config.drainMs / 4, LAST_THINGS_MS))
      const told = connections.leave()
      server.closeIdleConnections()
      // What cannot be handed over, because the database is away, is taken up when its lease ends.
      await Promise.race([Promise.all([ended, told]), sleep(Math.max(config.drainMs, LEAST_PATIENCE_MS))])
      if (replies.active > 0) logger.warn({ active_replies: replies.active }, 'left replies to whoever comes next')
      // Readers had their chance to take the ends of their replies.
      setTimeout(() => server.closeAllConnections(), LAST_READS_MS)
      // A client that has not even said who it is does not hold up the end.
      await Promise.race([closed, sleep(LAST_READS_MS + CLOSED_WITHIN_MS)])
      watch.close()
      await Promise.race([Promise.all([givenBack, backlog.close()]), sleep(FREED_WITHIN_MS)])
      const freed = Promise.all([engines.close(), passwords.close(), drawing.close(), library.close()])
        .then(() => catalog.close())
        .then(() => store.close())
      // Everything is stored: what is slow to be freed now, the system frees.
      await Promise.race([freed, sleep(FREED_WITHIN_MS)])
    },
  }
}

const LAST_READS_MS = 500
const CLOSED_WITHIN_MS = 1_500
const FREED_WITHIN_MS = 1_000
const LAST_THINGS_MS = LAST_READS_MS + CLOSED_WITHIN_MS + FREED_WITHIN_MS
/** However short `DRAIN_MS` is: what is to be handed over takes its time. */
const LEAST_PATIENCE_MS = 5_000
const SWEEP_MS = 600_000

/** External workers are NATS clients: without it there are none. */
function openWorkflow(config: Config, logger: Logger, bus: Bus): Workflow {
  const { podId, modelContextTokens: contextTokens, modelFirstTokenTimeoutMs, modelSilenceTimeoutMs } = config
  const fit = (turns: readonly Turn[]) => fitContext(turns, { contextTokens })
  return createWorkflow(
    { bus, podId, clock, logger, fit },
    { ...config.buffers, firstTokenTimeoutMs: modelFirstTokenTimeoutMs, silenceTimeoutMs: modelSilenceTimeoutMs },
  )
}
