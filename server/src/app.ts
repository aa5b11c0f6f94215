import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bus } from './bus/bus.ts'
import { createInProcessBus } from './bus/in-process.ts'
import { createAccounts, type Accounts } from './chat/accounts.ts'
import { announceSettled } from './chat/announce.ts'
import { answer } from './chat/answer.ts'
import { createConversations, type Conversations } from './chat/conversations.ts'
import { createCredentials } from './chat/credentials.ts'
import { createFeeds, type OpenFeed } from './chat/feed.ts'
import type { Desk } from './chat/turn.ts'
import { createWatch } from './chat/watch.ts'
import { createWorkflow, type Workflow } from './chat/workflow.ts'
import type { Config } from './config.ts'
import { createAccountRoutes } from './http/accounts.ts'
import { createAuth } from './http/auth.ts'
import { bodyLimit } from './http/body.ts'
import { createConnections, type Connections } from './http/connections.ts'
import { createConversationRoutes } from './http/conversations.ts'
import { createFeedRoutes } from './http/feeds.ts'
import { headers } from './http/headers.ts'
import { createHealth } from './http/health.ts'
import { createConnectionLimits, createRateLimits } from './http/limits.ts'
import { createMessageRoutes } from './http/messages.ts'
import { createOlderRoutes } from './http/older-paths.ts'
import { createPage } from './http/page.ts'
import { requestLog } from './http/request-log.ts'
import { createRoutes } from './http/routes.ts'
import { createServer } from './http/server.ts'
import { createSocketRoute } from './http/socket.ts'
import { systemClock as clock } from './lib/clock.ts'
import type { Logger } from './lib/logger.ts'
import { createPasswords } from './lib/password.ts'
import { createAccessTokens } from './lib/token.ts'
import { createInProcessLimits } from './limits/in-process.ts'
import type { Limits } from './limits/limits.ts'
import { fitContext } from './model/context.ts'
import { createModel } from './model/create-model.ts'
import type { ModelProvider, Turn } from './model/model.ts'
import { createReplies, type Replies } from './replies/replies.ts'
import { migrateUp } from './store/migrate.ts'
import { openStore, type Store } from './store/open.ts'
import { openPostgresRows } from './tape/postgres-rows.ts'
import { createSqlTape } from './tape/sql.ts'
import { openSqliteRows } from './tape/sqlite-rows.ts'
import type { Tape } from './tape/tape.ts'

export type App = {
  listen(): Promise<{ port: number }>
  activeReplies(): number
  /** Tells readers to go, lets running replies end, and frees everything. */
  close(): Promise<void>
}

/** Puts the product together: the one place that knows which engine stands behind which port. */
export async function createApp(config: Config, logger: Logger): Promise<App> {
  const { podId } = config
  const store = openStore(config.databaseUrl, error => logger.warn({ error }, 'a database connection broke'))
  const ran = await migrateUp(store)
  if (ran.length > 0) logger.info({ migrations: ran }, 'migrated the database')
  const tape = await openTape(store, logger)
  const bus = createInProcessBus()
  const model = await createModel(config, logger)
  const workflow = config.natsUrl === undefined ? undefined : openWorkflow(config, logger, bus)
  const replies = createReplies(
    { store, tape, bus, clock, podId },
    {
      answer: reply => answer({ ...config, store, model, workflow }, reply),
      settled: settled => announceSettled(bus, settled),
      trouble: (error, row) => logger.error({ error, message_id: row?.id }, 'a reply met trouble'),
    },
    { alone: true, autoContinue: config.autoContinue },
  )
  const passwords = createPasswords()
  const accessTokens = createAccessTokens({ secret: config.secretKey, clock })
  const limits = createInProcessLimits({ clock })
  const credentials = createCredentials({ passwords, limits })
  const watch = createWatch({ store, bus, clock })
  const openFeed = createFeeds({ store, bus, watch })
  const accounts = createAccounts({ store, clock, bus, watch, accessTokens, credentials })
  const conversations = createConversations({ store, bus, clock, replies })
  const { server, connections } = createHttp(config, logger, {
    store,
    bus,
    openFeed,
    limits,
    model,
    workflow,
    replies,
    accounts,
    conversations,
  })
  await replies.start()
  const sweeping = setInterval(() => {
    Promise.all([accounts.removeExpired(), conversations.forgetDeleted()]).catch(error => {
      logger.warn({ error }, 'what has expired could not be cleared away')
    })
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
      watch.close()
      const closed = new Promise<void>(resolve => void server.close(() => resolve()))
      const ended = replies.drain(config.drainMs)
      const told = connections.leave()
      server.closeIdleConnections()
      await Promise.all([ended, told])
      // Readers had their chance to take the ends of their replies.
      setTimeout(() => server.closeAllConnections(), LAST_READS_MS)
      // A client that has not even said who it is does not hold up the end.
      await Promise.race([closed, sleep(LAST_READS_MS + CLOSED_WITHIN_MS)])
      const freed = Promise.all([tape.close(), bus.close(), limits.close(), passwords.close()]).then(() =>
        store.close(),
      )
      // Everything is stored: what is slow to be freed now, the system frees.
      await Promise.race([freed, sleep(FREED_WITHIN_MS)])
    },
  }
}

const LAST_READS_MS = 500
const CLOSED_WITHIN_MS = 1_500
const FREED_WITHIN_MS = 1_000
const SWEEP_MS = 600_000
function openTape(store: Store, logger: Logger): Promise<Tape> {
  return openRows(store, logger).then(rows => createSqlTape({ rows, clock }))
}

async function openRows({ engine }: Store, logger: Logger) {
  if (engine.kind === 'sqlite') return openSqliteRows(engine.path, engine.file, clock)
  return openPostgresRows(engine.url, () => {
    logger.fatal({}, 'another server has taken over this database')
    process.exit(1)
  })
}

/** External workers are NATS clients: without it there are none. */
function openWorkflow(config: Config, logger: Logger, bus: Bus): Workflow {
  const { podId, modelContextTokens: contextTokens, modelFirstTokenTimeoutMs, modelSilenceTimeoutMs } = config
  const fit = (turns: readonly Turn[]) => fitContext(turns, { contextTokens })
  return createWorkflow(
    { bus, podId, clock, logger, fit },
    { ...config.buffers, firstTokenTimeoutMs: modelFirstTokenTimeoutMs, silenceTimeoutMs: modelSilenceTimeoutMs },
  )
}

type Product = {
  store: Store
  bus: Bus
  openFeed: OpenFeed
  limits: Limits
  model: ModelProvider
  workflow: Workflow | undefined
  replies: Replies
  accounts: Accounts
  conversations: Conversations
}

/** What is heard from outside. */
function createHttp(
  config: Config,
  logger: Logger,
  { store, bus, openFeed, limits, model, workflow, replies, accounts, conversations }: Product,
): { server: Server; connections: Connections } {
  const { podId, corsOrigins, allowAnonymous } = config
  const production = config.appEnv === 'production'
  const rules = {
    ...config,
    defaultModel: model.models()[0]?.id ?? '',
    offersModel: model.offers,
    offersWorkflow: workflow !== undefined,
  }
  const desk: Desk = { store, replies, bus, clock, podId, rules }
  const rates = createRateLimits({
    limits,
    authPerMinute: config.rateLimitAuthPerMinute,
    messagesPerMinute: config.rateLimitMessagesPerMinute,
    requestsPerMinute: config.rateLimitRequestsPerMinute,
  })
  const admit = createConnectionLimits({
    limits,
    perUser: config.maxConnectionsPerUser,
    perIp: config.maxConnectionsPerIp,
    perPod: config.maxConnectionsPerPod,
  })
  const connections = createConnections({ admit, onSessionEnded: accounts.onSessionEnded, isAlive: accounts.isAlive })
  const auth = createAuth(accounts, {
    production,
    allowAnonymous,
    corsOrigins,
    countStranger: rates.requests.take,
    countGuest: rates.messages.take,
  })
  const routes = createRoutes({
    first: [
      requestLog({ logger, trustedProxies: config.trustedProxies }),
      headers({ corsOrigins }),
      bodyLimit(config.maxBodyBytes),
    ],
    auth,
    limits: rates,
    accounts: createAccountRoutes({ accounts, production, allowAnonymous, forgetCookie: auth.forgetCookie }),
    conversations: createConversationRoutes({ conversations, desk }),
    messages: createMessageRoutes({ desk, conversations, connections, podId }),
    feeds: createFeedRoutes({ store, openFeed, replies, connections, podId }),
    older: createOlderRoutes({ desk, conversations, connections }),
    models: c => c.json({ items: model.models() }),
    socket: createSocketRoute({
      desk,
      openFeed,
      conversations,
      connections,
      podId,
      authenticate: accounts.authenticate,
      callerByCookie: auth.callerByCookie,
      countMessage: caller => rates.messages.take(caller.userId),
      onError: error => logger.error({ error }, 'a socket frame failed'),
    }),
    health: createHealth({
      store,
      others: {},
      model,
      replies,
      connections,
      podId,
      activeBuffers: () => workflow?.active ?? 0,
    }),
    page: createPage(),
  })
  return { server: createServer(routes), connections }
}
