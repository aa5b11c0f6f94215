import type { ServerFrame } from '@folio/protocol'
import { createApi, createCall } from './api.ts'
import { createConnection, type Clock } from './connection.ts'
import { createDrafts } from './drafts.ts'
import { createFollow, underWay } from './follow.ts'
import { createOpener } from './link.ts'
import { createLoad, untilDone } from './load.ts'
import { createOutbox } from './outbox.ts'
import { createReplies } from './replies.ts'
import { createSend } from './send.ts'
import { aloneAmongTabs, createSession } from './session.ts'
import { createStore } from './store.ts'
import { watchTab } from './tab.ts'

/** A living server pings every 15 s; while a reply runs it should be heard from much sooner. */
const QUIET_MS = 16_500
const QUIET_WHILE_REPLYING_MS = 2_000
/** Hints of one change come in several frames; this long after the last of them they should agree. */
const AGREE_MS = 150

export type Chat = ReturnType<typeof createChat>

export const systemClock: Clock = {
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  now: Date.now,
  random: Math.random,
}

/** Everything behind the page, put together: `base` is the server's origin, '' for the page's own. */
export function createChat(base = '') {
  const store = createStore()
  const { getState, dispatch } = store
  const drafts = createDrafts(localStorage)
  const fetch = globalThis.fetch.bind(globalThis)
  const session = createSession({
    base,
    fetch,
    now: Date.now,
    alone: aloneAmongTabs,
    onUser: user => dispatch({ type: 'user', user }),
  })
  const call = createCall(session, fetch, base)
  const api = createApi(call)
  const load = createLoad(api, store)
  const connection = createConnection({
    open: createOpener({ session, call, url: socketUrl(base), after: () => getState().userRev }),
    clock: systemClock,
    quietMs: () => (underWay(getState()).length > 0 ? QUIET_WHILE_REPLYING_MS : QUIET_MS),
    onOpen: catchUp,
    onState: state => dispatch({ type: 'connection', connection: state }),
    onFrame: receive,
  })
  const follow = createFollow({ getState, send: connection.send, isLive: () => connection.state() === 'live' })
  const outbox = createOutbox({
    ...{ api, getState, dispatch },
    clock: systemClock,
    keep: drafts.putOutgoing,
    drop: drafts.dropOutgoing,
    onOffline: connection.check,
  })
  let agreement: ReturnType<typeof setTimeout> | undefined

  /** What has happened while there was no connection: rows first, then the tails of the replies under way. */
  function catchUp(): void {
    const { userRev, open } = getState()
    follow.restart()
    if (userRev > 0) connection.send({ type: 'resume', after: userRev })
    else void untilDone(() => load.conversations())
    if (open !== null) void load.path(open)
    follow.sync()
    outbox.wake()
  }

  function receive(frame: ServerFrame): void {
    if (!follow.admits(frame)) return
    dispatch({ type: 'frame', frame })
    if (frame.type === 'message_complete') {
      const message = getState().messages[frame.message_id]
      if (message && message.content.length !== frame.length) void load.message(message.id).catch(() => {})
      outbox.wake()
    }
    if (frame.type === 'conversation' && frame.conversation_id === getState().open) {
      clearTimeout(agreement)
      agreement = setTimeout(agree, AGREE_MS)
    }
  }

  /** Another device may have chosen another version, or sent something that does not follow on what is shown here. */
  function agree(): void {
    const { open, conversations, paths, messages } = getState()
    const head = open !== null && conversations[open]?.head_message_id
    const last = open !== null && messages[paths[open]?.ids.at(-1) ?? '']
    if (open !== null && head && last && last.rev > 0 && head !== last.id) void load.path(open)
  }

  return {
    ...store,
    drafts,
    load,
    replies: createReplies(api, load, store),
    send: createSend({ api, store, outbox, drafts }),
    start() {
      dispatch({ type: 'seen', seen: drafts.getSeen() })
      store.subscribe(follow.sync)
      watchTab({ store, drafts, restore: outbox.restore, check: connection.check })
      connection.start()
      void untilDone(() => load.conversations())
      void untilDone(() => load.models())
    },
    open(id: string | null) {
      dispatch({ type: 'open', id })
      if (id !== null) void load.path(id)
    },
    check: connection.check,
  }
}

function socketUrl(base: string): string {
  const url = new URL('/api/chat/ws', base || location.origin)
  url.protocol = url.protocol.replace('http', 'ws')
  return url.href
}
