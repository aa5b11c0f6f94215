import { Hono } from 'hono'
import type { RateLimits } from './limits.ts'
import type { AccountRoutes } from './accounts.ts'
import type { Auth } from './auth.ts'
import type { BotRoutes } from './bots.ts'
import type { Ctx, Env } from './context.ts'
import type { ConversationRoutes } from './conversations.ts'
import { createNotFound, problem } from './errors.ts'
import type { FeedRoutes } from './feeds.ts'
import type { FileRoutes } from './files.ts'
import type { MessageRoutes } from './messages.ts'
import type { OlderRoutes } from './older-paths.ts'
import type { Overload } from './overload.ts'
import type { ShareRoutes } from './shares.ts'
import type { SourceRoutes } from './sources.ts'
import type { TrainingRoutes } from './training.ts'
import type { TransferRoutes } from './transfer.ts'
import type { MiddlewareHandler } from 'hono'

type Guard = MiddlewareHandler<Env>
type Answer = (c: Ctx) => Response | Promise<Response>

export type Doors = {
  /** In front of everything, in this order. */
  first: Guard[]
  auth: Auth
  overload: Overload
  limits: RateLimits
  accounts: AccountRoutes
  conversations: ConversationRoutes
  messages: MessageRoutes
  feeds: FeedRoutes
  older: OlderRoutes
  bots: BotRoutes
  training: TrainingRoutes
  sources: SourceRoutes
  shares: ShareRoutes
  retrieve: Answer
  search: Answer
  files: FileRoutes
  transfer: TransferRoutes
  usage: Answer
  models: Answer
  socket: Guard
  health: { ready: Answer; live: Answer }
  page: Answer
}

/** Every path there is, with who may pass and how often. */
export function createRoutes(doors: Doors): Hono<Env> {
  const {
    auth,
    overload,
    limits,
    accounts,
    conversations,
    messages,
    feeds,
    older,
    bots,
    training,
    sources,
    shares,
    health,
  } = doors
  const app = new Hono<Env>()
  app.onError((error, c) => problem(c, error))
  app.notFound(createNotFound(app))
  for (const guard of doors.first) app.use(guard)

  const { signedIn, perhapsSignedIn, signedInOrGuest, ownOrigin } = auth
  const signing = limits.auth.guard
  const room = overload.guard
  const writing = limits.messages.guard
  const calling = limits.requests.guard

  app.post('/auth/guest', ownOrigin, signing, accounts.guest)
  app.post('/auth/register', ownOrigin, signing, perhapsSignedIn, accounts.register)
  app.post('/auth/login', ownOrigin, signing, perhapsSignedIn, accounts.login)
  app.post('/auth/refresh', ownOrigin, calling, accounts.refresh)
  app.post('/auth/logout', signedIn, calling, accounts.logout)
  app.get('/auth/sessions', signedIn, calling, accounts.devices)
  app.delete('/auth/sessions', signedIn, calling, accounts.endOtherDevices)
  app.delete('/auth/sessions/:id', signedIn, calling, accounts.endDevice)
  app.get('/auth/me', signedIn, calling, accounts.me)
  app.patch('/auth/me', signedIn, signing, accounts.change)
  app.delete('/auth/me', signedIn, signing, accounts.erase)

  app.post('/api/conversations', signedIn, calling, conversations.create)
  app.get('/api/conversations', signedIn, calling, conversations.list)
  app.get('/api/conversations/:id', signedIn, calling, conversations.get)
  app.patch('/api/conversations/:id', signedIn, calling, conversations.change)
  app.delete('/api/conversations/:id', signedIn, calling, conversations.remove)
  app.get('/api/conversations/:id/messages', signedIn, calling, conversations.messages)
  app.post('/api/conversations/:id/messages', room, signedIn, writing, messages.send)

  app.post('/api/conversations/:id/shares', room, signedIn, writing, shares.create)
  app.get('/api/conversations/:id/shares', signedIn, calling, shares.listOfConversation)
  app.get('/api/shares', signedIn, calling, shares.list)
  app.delete('/api/shares/:id', signedIn, calling, shares.remove)
  // For everybody: who guesses at links is counted by address.
  app.get('/api/shares/:token', calling, shares.get)
  app.get('/s/:token', calling, shares.page)

  app.get('/api/search', signedIn, calling, doors.search)

  app.get('/api/messages/:id', signedIn, calling, messages.get)
  app.get('/api/messages/:id/events', signedIn, calling, messages.events)
  app.get('/api/messages/:id/text', signedIn, calling, messages.text)
  app.post('/api/messages/:id/edit', room, signedIn, writing, messages.edit)
  app.post('/api/messages/:id/regenerate', room, signedIn, writing, messages.regenerate)
  app.post('/api/messages/:id/continue', room, signedIn, writing, messages.continue)
  app.post('/api/messages/:id/stop', signedIn, calling, messages.stop)
  app.put('/api/messages/:id/feedback', signedIn, calling, messages.rate)
  app.delete('/api/messages/:id/feedback', signedIn, calling, messages.unrate)

  app.get('/api/events', signedIn, calling, feeds.user)
  app.get('/api/chat/ws', ownOrigin, doors.socket)
  app.get('/api/usage', signedIn, calling, doors.usage)
  app.get('/api/models', signedIn, calling, doors.models)

  app.post('/api/bots', signedIn, calling, bots.create)
  app.get('/api/bots', signedIn, calling, bots.list)
  app.get('/api/bots/:id', signedIn, calling, bots.get)
  app.patch('/api/bots/:id', signedIn, calling, bots.change)
  app.delete('/api/bots/:id', signedIn, calling, bots.remove)

  app.post('/api/training/queue', room, signedIn, calling, training.queue)
  app.get('/api/training/jobs', signedIn, calling, training.jobs)
  app.get('/api/training/jobs/:id', signedIn, calling, training.job)
  app.post('/api/training/jobs/:id/cancel', signedIn, calling, training.cancel)
  app.post('/api/training/jobs/:id/retry', signedIn, calling, training.retry)
  app.delete('/api/training/delete/:id', signedIn, calling, training.remove)

  app.get('/api/sources', signedIn, calling, sources.list)
  app.get('/api/sources/:id', signedIn, calling, sources.get)
  app.get('/api/sources/:id/text', signedIn, calling, sources.text)
  app.get('/api/sources/:id/passages/:n', signedIn, calling, sources.passage)
  app.post('/api/retrieve', signedIn, calling, doors.retrieve)

  app.post('/api/files', signedIn, calling, doors.files.create)

  app.get('/api/conversations/:id/export', signedIn, calling, doors.transfer.one)
  app.get('/api/export', signedIn, calling, doors.transfer.all)
  app.post('/api/import', room, signedIn, writing, doors.transfer.take)

  app.post('/api/chat', room, signedInOrGuest, writing, older.chat)
  app.get('/api/sse', signedInOrGuest, calling, feeds.session)
  app.post('/chat/message', room, signedInOrGuest, writing, older.message)
  app.get('/chat/history', signedInOrGuest, calling, older.history)

  app.get('/health', health.ready)
  app.get('/healthz', health.live)
  app.get('/*', doors.page)
  return app
}
