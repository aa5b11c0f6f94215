import type { JobEvent, ServerFrame } from '@folio/protocol'
import type { Call } from './api.ts'
import { createConnection, type Clock, type Connection } from './connection.ts'
import { createFollow, underWay } from './follow.ts'
import { createOpener } from './link.ts'
import { untilDone, type Load } from './load.ts'
import type { Session } from './session.ts'
import type { ChatState } from './state.ts'
import type { Store } from './store.ts'

/** A living server pings every 15 s; while a reply runs it should be heard from much sooner. */
const QUIET_MS = 16_500
const QUIET_WHILE_REPLYING_MS = 1_800
/** Hints of one change come in several frames; this long after the last of them they should agree. */
const AGREE_MS = 150

type Options = {
  store: Store
  session: Session
  call: Call
  load: Load
  clock: Clock
  base: string
  /** The server has come back, or has room again. */
  onRoom: () => void
  onJob: (event: JobEvent) => void
}

/** Keeps the store in step with the server for as long as there is a connection, and catches up after each gap. */
export function createLive({ store, session, call, load, clock, base, onRoom, onJob }: Options): Connection {
  const { getState, dispatch } = store
  const connection = createConnection({
    open: createOpener({ session, call, url: socketUrl(base), after: () => getState().userRev }),
    clock,
    quietMs: () => (underWay(getState()).length > 0 ? QUIET_WHILE_REPLYING_MS : QUIET_MS),
    onOpen: catchUp,
    onState: state => dispatch({ type: 'connection', connection: state }),
    onFrame: receive,
  })
  const follow = createFollow({ getState, send: connection.send, isLive: () => connection.state() === 'live' })
  store.subscribe(follow.sync)
  let cancelAgreement = () => {}

  /** Rows first, then the tails of the replies under way. */
  function catchUp(): void {
    const { userRev, open } = getState()
    follow.restart()
    if (userRev > 0) connection.send({ type: 'resume', after: userRev })
    else void untilDone(() => load.conversations())
    if (open !== null) void load.path(open)
    follow.sync()
    onRoom()
  }

  function receive(frame: ServerFrame): void {
    if (!follow.admits(frame)) return
    // What cannot be followed may have ended, or be gone: its row says so.
    if (frame.type === 'error' && frame.ref && frame.ref in getState().messages)
      void load.message(frame.ref).catch(() => {})
    if (frame.type === 'job') return onJob(frame)
    dispatch({ type: 'frame', frame })
    if (frame.type === 'message_complete') {
      const message = getState().messages[frame.message_id]
      if (message && message.content.length !== frame.length) void load.message(message.id).catch(() => {})
      onRoom()
    }
    if (frame.type === 'conversation' && frame.conversation_id === getState().open) {
      cancelAgreement()
      cancelAgreement = clock.after(AGREE_MS, () => {
        const id = disagreement(getState())
        if (id !== undefined) void load.path(id)
      })
    }
  }

  return connection
}

/**
 * The open conversation, where the server's path ends elsewhere: another device has chosen another version, or sent
 * something that does not follow on what is shown here.
 */
function disagreement({ open, conversations, paths, messages }: ChatState): string | undefined {
  if (open === null) return undefined
  const head = conversations[open]?.head_message_id
  const last = messages[paths[open]?.ids.at(-1) ?? '']
  return head && last && last.rev > 0 && head !== last.id ? open : undefined
}

function socketUrl(base: string): string {
  const url = new URL('/api/chat/ws', base || location.origin)
  url.protocol = url.protocol.replace('http', 'ws')
  return url.href
}
