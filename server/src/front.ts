import type { Server } from 'node:http'
import type { Accounts } from './chat/accounts.ts'
import type { Conversations } from './chat/conversations.ts'
import type { OpenFeed } from './chat/feed.ts'
import { createSearchConversations } from './chat/search.ts'
import type { ReadUsage } from './chat/usage.ts'
import type { Shares } from './chat/shares.ts'
import type { Desk } from './chat/turn.ts'
import type { Workflow } from './chat/workflow.ts'
import type { Config } from './config.ts'
import { createAccountRoutes } from './http/accounts.ts'
import { createAuth } from './http/auth.ts'
import { bodyLimit } from './http/body.ts'
import { createBotRoutes } from './http/bots.ts'
import { createConnections, type Connections } from './http/connections.ts'
import { createConversationRoutes } from './http/conversations.ts'
import { createFeedRoutes } from './http/feeds.ts'
import { createFileRoutes } from './http/files.ts'
import type { DrawReply } from './http/drawing.ts'
import { FORM_BYTES } from './http/form-file.ts'
import { headers } from './http/headers.ts'
import { createHealth } from './http/health.ts'
import { createConnectionLimits, createRateLimits } from './http/limits.ts'
import { createMessageRoutes } from './http/messages.ts'
import { createOlderRoutes } from './http/older-paths.ts'
import { createOverload } from './http/overload.ts'
import { createPage } from './http/page.ts'
import { requestLog } from './http/request-log.ts'
import { createRetrieveRoute } from './http/retrieve.ts'
import { createRoutes } from './http/routes.ts'
import { createSearchRoute } from './http/search.ts'
import { createServer } from './http/server.ts'
import { createFrame } from './http/shared/frame.ts'
import { createSharedPage } from './http/shared/page.ts'
import { createShareRoutes } from './http/shares.ts'
import { createSocketRoute } from './http/socket.ts'
import { createSourceRoutes } from './http/sources.ts'
import { createUsageRoute } from './http/usage.ts'
import { createTrainingRoutes } from './http/training.ts'
import { createTransferRoutes } from './http/transfer.ts'
import { systemClock as clock } from './lib/clock.ts'
import type { Logger } from './lib/logger.ts'
import type { ModelProvider } from './model/model.ts'
import type { Replies } from './replies/replies.ts'
import type { Store } from './store/open.ts'
import type { Transfer } from './transfer/transfer.ts'
import type { Engines } from './engines.ts'
import type { Library } from './library.ts'

type Product = {
  store: Store
  engines: Engines
  openFeed: OpenFeed
  model: ModelProvider
  replies: Replies
  accounts: Accounts
  conversations: Conversations
  shares: Shares
  drawReply: DrawReply
  workflow: Workflow | undefined
  library: Library
  transfer: Transfer
  usageOf: ReadUsage
}

/** What is heard from outside: every door, and what stands in front of it. */
export function createFront(
  config: Config,
  logger: Logger,
  {
    store,
    engines,
    openFeed,
    model,
    replies,
    accounts,
    conversations,
    shares,
    drawReply,
    workflow,
    library,
    transfer,
    usageOf,
  }: Product,
): { server: Server; connections: Connections } {
  const { podId, corsOrigins, allowAnonymous } = config
  const { bus, limits } = engines
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
  const overload = createOverload({ clock, replies: () => replies.active, writes: store.pendingWrites })
  const routes = createRoutes({
    first: [
      requestLog({ logger, trustedProxies: config.trustedProxies }),
      headers({ corsOrigins }),
      bodyLimit(config.maxBodyBytes, {
        'POST /api/files': config.maxFileBytes + FORM_BYTES,
        'POST /api/import': config.maxImportBytes,
      }),
    ],
    auth,
    overload,
    limits: rates,
    accounts: createAccountRoutes({ accounts, production, allowAnonymous, forgetCookie: auth.forgetCookie }),
    conversations: createConversationRoutes({ conversations, desk, bots: library.bots }),
    messages: createMessageRoutes({ desk, conversations, connections, podId }),
    feeds: createFeedRoutes({ store, openFeed, replies, connections, podId }),
    older: createOlderRoutes({ desk, conversations, connections }),
    bots: createBotRoutes({ bots: library.bots, desk, forgetBot: library.forget.library }),
    training: createTrainingRoutes(library),
    sources: createSourceRoutes(library),
    shares: createShareRoutes({ shares, page: createSharedPage({ frame: createFrame(), drawReply }) }),
    retrieve: createRetrieveRoute(library),
    search: createSearchRoute(createSearchConversations(library.reading)),
    transfer: createTransferRoutes({ transfer, conversations, maxImportBytes: config.maxImportBytes }),
    files: createFileRoutes({ uploads: library.uploads, maxFileBytes: config.maxFileBytes }),
    usage: createUsageRoute(usageOf, rates),
    models: c => c.json({ items: model.models() }),
    socket: createSocketRoute({
      desk,
      openFeed,
      conversations,
      connections,
      podId,
      overload,
      authenticate: accounts.authenticate,
      callerByCookie: auth.callerByCookie,
      countMessage: caller => rates.messages.take(caller.userId),
      onError: error => logger.error({ error }, 'a socket frame failed'),
    }),
    health: createHealth({
      store,
      others: { ...engines.checks, ...library.checks },
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
