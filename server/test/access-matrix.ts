import type { ClientFrame } from '@folio/protocol'
import { formOf } from './world/form.ts'

/**
 * Who may do what. The table is the documentation, and a test holds the server to it: each route and each frame of a
 * socket has a row, and what belongs to somebody else is answered as if it were not there.
 */
export const CALLERS = ['owner', 'other', 'guest', 'nobody', 'ended', 'outsider'] as const

/**
 * `owner`: whose things are asked for. `other`: a member with an account of their own. `guest`: a guest with one.
 * `nobody`: without any credential. `ended`: with the token of a session that was signed out. `outsider`: an admin, of
 * an organisation that the owner is not in.
 */
export type Caller = (typeof CALLERS)[number]

/** Who knows an organisation: one who may change its things, one who may use them, and an admin of another one. */
export const MEMBERS = ['admin', 'colleague', 'outsider'] as const
export type Member = (typeof MEMBERS)[number]

/** What belongs to the owner. `reply` is complete, `stopped` can be continued, `running` goes on while others try. */
export type Things = {
  ownerId: string
  conversation: string
  message: string
  reply: string
  stopped: string
  running: string
  /** A bot of the owner's alone. */
  bot: string
  /** What it knows, and the job that has read it. */
  source: string
  job: string
  /** One of which no source is made yet. */
  file: string
  /** Where the owner is signed in. */
  device: string
  /** The name of a session of the owner's. */
  session: string
  /** Credentials of an account that is there. */
  email: string
  password: string
  /** The caller's own refresh cookie. */
  cookie: string
  /** A link to the owner's conversation: what names it, and what opens it. */
  share: string
  shareToken: string
  /** Of nobody yet. */
  newId: string
  newEmail: string
}

/** Statuses in the order of `CALLERS`; an outsider’s is that of any other, where it is left out. */
type Answers = readonly [owner: number, other: number, guest: number, nobody: number, ended: number, outsider?: number]
/** In the order of `MEMBERS`. */
type MemberAnswers = readonly [admin: number, colleague: number, outsider: number]

export type Row = {
  /** As on the page of routes. */
  route: string
  /** Where one route has more than one row. */
  about?: string
  answers: Answers
  /** The same of an organisation’s bot, and of what that knows. */
  shared?: MemberAnswers
  path?: (things: Things) => string
  body?: (things: Things) => object
  headers?: (things: Things) => Record<string, string>
  /** The owner’s call ends the running reply. */
  endsRunning?: true
  /** Answers whoever has the link, with what is behind it. */
  byLink?: true
  /** Who brings no credential is given a guest’s, even where the rest is refused. */
  makesGuest?: true
}

const OWN: Answers = [200, 404, 404, 401, 401]
const EACH: Answers = [200, 200, 200, 401, 401]
const ALL: Answers = [200, 200, 200, 200, 200]
/** Of an organisation: all may read, its admins may write. */
const READ: MemberAnswers = [200, 200, 404]
const WRITE: MemberAnswers = [200, 404, 404]
const OF_EACH: MemberAnswers = [200, 200, 200]
const said = { content: 'hello' }
const A_TEXT = { type: 'text', text: 'something else to know' }
const A_FILE = formOf({ name: 'notes.md', type: 'text/markdown', bytes: '# Notes' })

export const ROUTES: readonly Row[] = [
  // Signing in and out.
  { route: 'POST /auth/guest', answers: [201, 201, 201, 201, 201] },
  {
    route: 'POST /auth/register',
    // A guest becomes a member; a member is one already.
    answers: [201, 409, 201, 201, 401, 409],
    body: ({ newEmail, password }) => ({ email: newEmail, password }),
    endsRunning: true,
  },
  {
    route: 'POST /auth/login',
    answers: [200, 200, 200, 200, 401, 409],
    body: ({ email, password }) => ({ email, password }),
  },
  // Who comes with the token of an organisation has no cookie.
  { route: 'POST /auth/refresh', answers: [200, 200, 200, 401, 401, 401], headers: ({ cookie }) => ({ cookie }) },
  { route: 'POST /auth/logout', answers: [204, 204, 204, 401, 401], endsRunning: true },
  { route: 'GET /auth/me', answers: EACH },
  { route: 'PATCH /auth/me', answers: EACH, body: () => ({ display_name: 'somebody' }) },
  { route: 'DELETE /auth/me', answers: [204, 204, 204, 401, 401], endsRunning: true },

  { route: 'GET /auth/sessions', answers: EACH },
  {
    route: 'DELETE /auth/sessions/:id',
    answers: [204, 404, 404, 401, 401],
    path: ({ device }) => `/auth/sessions/${device}`,
    endsRunning: true,
  },
  { route: 'DELETE /auth/sessions', answers: [204, 204, 204, 401, 401] },

  // Conversations.
  { route: 'POST /api/conversations', answers: [201, 201, 201, 401, 401], body: () => ({}) },
  {
    route: 'POST /api/conversations',
    about: 'with the id of one that is there',
    answers: [200, 422, 422, 401, 401],
    body: ({ conversation }) => ({ id: conversation }),
  },
  {
    route: 'POST /api/conversations',
    about: 'with a bot',
    answers: [201, 404, 404, 401, 401],
    shared: [201, 201, 404],
    body: ({ bot }) => ({ bot_id: bot }),
  },
  { route: 'GET /api/conversations', answers: EACH },
  {
    route: 'GET /api/conversations/:id',
    answers: OWN,
    path: ({ conversation }) => `/api/conversations/${conversation}`,
  },
  {
    route: 'PATCH /api/conversations/:id',
    answers: OWN,
    path: ({ conversation }) => `/api/conversations/${conversation}`,
    body: () => ({ title: 'taken over', archived: true }),
  },
  {
    route: 'DELETE /api/conversations/:id',
    answers: [204, 404, 404, 401, 401],
    path: ({ conversation }) => `/api/conversations/${conversation}`,
  },
  {
    route: 'GET /api/conversations/:id/messages',
    answers: OWN,
    path: ({ conversation }) => `/api/conversations/${conversation}/messages`,
  },
  {
    route: 'POST /api/conversations/:id/messages',
    answers: [202, 404, 404, 401, 401],
    path: ({ conversation }) => `/api/conversations/${conversation}/messages`,
    body: () => said,
  },
  {
    route: 'POST /api/conversations/:id/messages',
    about: 'with the id of a message that is there',
    // Ids are everybody's: one that is taken is told, to whomever it belongs.
    answers: [200, 422, 422, 401, 401],
    path: ({ conversation }) => `/api/conversations/${conversation}/messages`,
    body: ({ message }) => ({ ...said, id: message }),
  },

  { route: 'GET /api/search', answers: EACH, path: () => '/api/search?q=hello' },

  // Links to conversations as they were.
  {
    route: 'POST /api/conversations/:id/shares',
    answers: [201, 404, 404, 401, 401],
    path: ({ conversation }) => `/api/conversations/${conversation}/shares`,
  },
  {
    route: 'GET /api/conversations/:id/shares',
    answers: OWN,
    path: ({ conversation }) => `/api/conversations/${conversation}/shares`,
  },
  { route: 'GET /api/shares', answers: EACH },
  {
    route: 'GET /api/shares/:token',
    answers: ALL,
    path: ({ shareToken }) => `/api/shares/${shareToken}`,
    byLink: true,
  },
  {
    route: 'GET /api/shares/:token',
    about: 'with its id',
    answers: [404, 404, 404, 404, 404],
    path: ({ share }) => `/api/shares/${share}`,
  },
  { route: 'GET /s/:token', answers: ALL, path: ({ shareToken }) => `/s/${shareToken}`, byLink: true },
  { route: 'DELETE /api/shares/:id', answers: [204, 404, 404, 401, 401], path: ({ share }) => `/api/shares/${share}` },

  // Messages and their replies.
  { route: 'GET /api/messages/:id', answers: OWN, path: ({ reply }) => `/api/messages/${reply}` },
  {
    route: 'GET /api/messages/:id',
    about: 'under way',
    answers: OWN,
    path: ({ running }) => `/api/messages/${running}`,
  },
  { route: 'GET /api/messages/:id/events', answers: OWN, path: ({ reply }) => `/api/messages/${reply}/events` },
  {
    route: 'GET /api/messages/:id/events',
    about: 'under way, to be stopped on leaving',
    answers: OWN,
    path: ({ running }) => `/api/messages/${running}/events?stop_on_disconnect=1`,
    endsRunning: true,
  },
  { route: 'GET /api/messages/:id/text', answers: OWN, path: ({ reply }) => `/api/messages/${reply}/text` },
  {
    route: 'POST /api/messages/:id/edit',
    answers: [202, 404, 404, 401, 401],
    path: ({ message }) => `/api/messages/${message}/edit`,
    body: () => ({ content: 'otherwise' }),
  },
  {
    route: 'POST /api/messages/:id/regenerate',
    answers: [202, 404, 404, 401, 401],
    path: ({ reply }) => `/api/messages/${reply}/regenerate`,
  },
  {
    route: 'POST /api/messages/:id/continue',
    answers: [202, 404, 404, 401, 401],
    path: ({ stopped }) => `/api/messages/${stopped}/continue`,
  },
  {
    route: 'POST /api/messages/:id/stop',
    answers: [202, 404, 404, 401, 401],
    path: ({ running }) => `/api/messages/${running}/stop`,
    endsRunning: true,
  },

  {
    route: 'PUT /api/messages/:id/feedback',
    answers: [204, 404, 404, 401, 401],
    path: ({ reply }) => `/api/messages/${reply}/feedback`,
    body: () => ({ rating: 'down', comment: 'not of this world' }),
  },
  {
    route: 'DELETE /api/messages/:id/feedback',
    answers: [204, 404, 404, 401, 401],
    path: ({ reply }) => `/api/messages/${reply}/feedback`,
  },

  // Streams that stay open, each with the caller's own things; and what is on offer.
  { route: 'GET /api/events', answers: EACH, path: () => '/api/events?after=0' },
  // A socket's own rows are below: this is the address without an upgrade.
  { route: 'GET /api/chat/ws', answers: [405, 405, 405, 405, 405] },
  { route: 'GET /api/models', answers: EACH },
  { route: 'GET /api/usage', answers: EACH },

  // Bots.
  {
    route: 'POST /api/bots',
    answers: [201, 201, 201, 401, 401],
    shared: [201, 201, 201],
    body: () => ({ name: 'one more' }),
  },
  { route: 'GET /api/bots', answers: EACH, shared: OF_EACH },
  { route: 'GET /api/bots/:id', answers: OWN, shared: READ, path: ({ bot }) => `/api/bots/${bot}` },
  {
    route: 'PATCH /api/bots/:id',
    answers: OWN,
    shared: WRITE,
    path: ({ bot }) => `/api/bots/${bot}`,
    body: () => ({ name: 'taken over' }),
  },
  {
    route: 'DELETE /api/bots/:id',
    answers: [204, 404, 404, 401, 401],
    shared: [204, 404, 404],
    path: ({ bot }) => `/api/bots/${bot}`,
  },

  // What bots know: theirs who may use the bot, and a job's who asked for it.
  {
    route: 'POST /api/training/queue',
    answers: [202, 202, 202, 401, 401],
    shared: [202, 202, 202],
    body: () => ({ source: A_TEXT }),
  },
  {
    route: 'POST /api/training/queue',
    about: 'for a bot',
    answers: [202, 404, 404, 401, 401],
    shared: [202, 404, 404],
    body: ({ bot }) => ({ bot_id: bot, source: A_TEXT }),
  },
  {
    route: 'POST /api/training/queue',
    about: 'for a source',
    answers: [202, 404, 404, 401, 401],
    shared: [202, 404, 404],
    body: ({ source }) => ({ source_id: source, source: A_TEXT }),
  },
  {
    route: 'POST /api/training/queue',
    about: 'of a file',
    answers: [202, 404, 404, 401, 401],
    shared: [202, 404, 404],
    body: ({ file }) => ({ source: { type: 'file', file_id: file } }),
  },
  { route: 'GET /api/training/jobs', answers: EACH, shared: OF_EACH },
  { route: 'GET /api/training/jobs/:id', answers: OWN, shared: WRITE, path: ({ job }) => `/api/training/jobs/${job}` },
  {
    route: 'POST /api/training/jobs/:id/cancel',
    // It has ended.
    answers: [409, 404, 404, 401, 401],
    shared: [409, 404, 404],
    path: ({ job }) => `/api/training/jobs/${job}/cancel`,
  },
  {
    route: 'POST /api/training/jobs/:id/retry',
    answers: [409, 404, 404, 401, 401],
    shared: [409, 404, 404],
    path: ({ job }) => `/api/training/jobs/${job}/retry`,
  },
  {
    route: 'DELETE /api/training/delete/:id',
    answers: OWN,
    shared: WRITE,
    path: ({ source }) => `/api/training/delete/${source}`,
  },
  { route: 'GET /api/sources', answers: EACH, shared: OF_EACH },
  {
    route: 'GET /api/sources',
    about: 'of a bot',
    answers: OWN,
    shared: READ,
    path: ({ bot }) => `/api/sources?bot_id=${bot}`,
  },
  { route: 'GET /api/sources/:id', answers: OWN, shared: READ, path: ({ source }) => `/api/sources/${source}` },
  {
    route: 'GET /api/sources/:id/text',
    answers: OWN,
    shared: READ,
    path: ({ source }) => `/api/sources/${source}/text`,
  },
  {
    route: 'GET /api/sources/:id/passages/:n',
    answers: OWN,
    shared: READ,
    path: ({ source }) => `/api/sources/${source}/passages/0`,
  },
  { route: 'POST /api/retrieve', answers: EACH, shared: OF_EACH, body: () => ({ query: 'hello' }) },
  {
    route: 'POST /api/retrieve',
    about: 'of a bot',
    answers: OWN,
    shared: READ,
    body: ({ bot }) => ({ query: 'hello', bot_id: bot }),
  },

  // Files: each is the caller's own until a source is made of it.
  {
    route: 'POST /api/files',
    answers: [201, 201, 201, 401, 401],
    headers: () => A_FILE.headers,
    body: () => A_FILE.body,
  },

  // What somebody has, as a file.
  {
    route: 'GET /api/conversations/:id/export',
    answers: OWN,
    path: ({ conversation }) => `/api/conversations/${conversation}/export`,
  },
  {
    route: 'GET /api/conversations/:id/export',
    about: 'to be read',
    answers: OWN,
    path: ({ conversation }) => `/api/conversations/${conversation}/export?format=markdown`,
  },
  { route: 'GET /api/export', answers: EACH },
  { route: 'POST /api/import', answers: EACH, body: () => ({ format: 'folio', version: 1 }) },

  // What other clients speak: a session's name is the caller's own.
  { route: 'POST /api/chat', answers: [200, 200, 200, 200, 401], body: () => ({ message: 'hello' }), makesGuest: true },
  {
    route: 'POST /api/chat',
    about: 'in a session of that name',
    answers: [202, 202, 202, 202, 401],
    body: ({ session }) => ({ message: 'hello', session_id: session }),
    makesGuest: true,
  },
  {
    route: 'POST /api/chat',
    about: 'in the name of the owner',
    answers: [202, 403, 403, 403, 401],
    body: ({ session, ownerId }) => ({ message: 'hello', session_id: session, user_id: ownerId }),
    makesGuest: true,
  },
  {
    route: 'GET /api/sse',
    answers: [200, 200, 200, 200, 401],
    path: ({ session }) => `/api/sse?session_id=${session}`,
    makesGuest: true,
  },
  {
    route: 'GET /api/sse',
    about: 'in the name of the owner',
    answers: [200, 403, 403, 403, 401],
    path: ({ session, ownerId }) => `/api/sse?session_id=${session}&user_id=${ownerId}`,
    makesGuest: true,
  },
  {
    route: 'POST /chat/message',
    answers: [200, 200, 200, 200, 401],
    body: () => ({ message: 'hello' }),
    makesGuest: true,
  },
  { route: 'GET /chat/history', answers: [200, 200, 200, 200, 401], makesGuest: true },

  // For everybody.
  { route: 'GET /health', answers: ALL },
  { route: 'GET /healthz', answers: ALL },
  { route: 'GET /*', answers: ALL, path: () => '/' },
]

/** What a frame on a socket is answered with: `ack`, or the code of its error. */
type FrameAnswers = readonly [owner: string, other: string, guest: string]

export type FrameRow = { about?: string; frame: (things: Things) => ClientFrame; answers: FrameAnswers }

const ACK: FrameAnswers = ['ack', 'ack', 'ack']
const OWN_FRAME: FrameAnswers = ['ack', 'not_found', 'not_found']

/** Nobody without credentials, and nobody whose session has ended, gets as far as a frame: 4401. */
export const FRAMES: readonly FrameRow[] = [
  // A socket that is open stays whose it is.
  { frame: () => ({ type: 'auth', token: 'another' }), answers: ACK },
  { frame: () => ({ type: 'resume', after: 0 }), answers: ACK },
  {
    frame: ({ conversation, newId }) => ({ type: 'send', conversation_id: conversation, id: newId, ...said }),
    answers: OWN_FRAME,
  },
  {
    about: 'with the id of a message that is there',
    frame: ({ conversation, message }) => ({ type: 'send', conversation_id: conversation, id: message, ...said }),
    answers: ['ack', 'id_taken', 'id_taken'],
  },
  { frame: ({ running }) => ({ type: 'follow', message_id: running }), answers: OWN_FRAME },
  { about: 'after its end', frame: ({ reply }) => ({ type: 'follow', message_id: reply }), answers: OWN_FRAME },
  { frame: ({ running }) => ({ type: 'unfollow', message_id: running }), answers: OWN_FRAME },
  { frame: ({ running }) => ({ type: 'stop', message_id: running }), answers: OWN_FRAME },
]
