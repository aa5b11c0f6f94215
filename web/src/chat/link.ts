import { CLOSE, SUBPROTOCOL, type ClientFrame, type ServerFrame } from '@folio/protocol'
import type { Call } from './api.ts'
import { CallFailed } from './failure.ts'
import type { Session } from './session.ts'

/** One way to the server while it lasts. It counts as open with its first frame. */
export type Link = {
  send(frame: ClientFrame): void
  /** Asks for a sign of life, where the way allows it. */
  ask(): void
  close(): void
}
export type LinkHandlers = { onFrame: (frame: ServerFrame) => void; onClose: (code: number) => void }
export type OpenLink = (handlers: LinkHandlers) => Link

type Options = {
  session: Session
  call: Call
  url: string
  /** Where the feed goes on; 0 for a first visit. */
  after: () => number
}

/** Failed sockets before the other way is tried; some proxies let none through. */
const SOCKET_TRIES = 2

/** WebSocket; after some that did not open, every other attempt reads events by plain HTTP instead. */
export function createOpener({ session, call, url, after }: Options): OpenLink {
  let failures = 0
  return ({ onFrame, onClose }) => {
    let opened = false
    const handlers: LinkHandlers = {
      onFrame(frame) {
        if (!opened) failures = 0
        opened = true
        onFrame(frame)
      },
      onClose(code) {
        if (!opened) failures += 1
        onClose(code)
      },
    }
    const plain = failures >= SOCKET_TRIES && (failures - SOCKET_TRIES) % 2 === 0
    return plain ? openPlain(call, after(), handlers) : openSocket(session, url, handlers)
  }
}

/** Few need it, so its script is fetched where the socket has failed. Nothing is sent before the first frame. */
function openPlain(call: Call, after: number, handlers: LinkHandlers): Link {
  let link: Link | undefined
  let closed = false
  import('./link-events.ts').then(
    ({ openEvents }) => {
      if (!closed) link = openEvents(call, after, handlers)
    },
    () => closed || handlers.onClose(0),
  )
  return {
    send: frame => link?.send(frame),
    ask: () => link?.ask(),
    close() {
      closed = true
      link?.close()
    },
  }
}

/** Any frame is answered, so one that asks for nothing will do as a question whether somebody is there. */
const ASK: ClientFrame = { type: 'unfollow', message_id: '00000000-0000-7000-8000-000000000000', ref: 'alive' }

function openSocket(session: Session, url: string, { onFrame, onClose }: LinkHandlers): Link {
  let socket: WebSocket | undefined
  let closed = false

  session.token().then(
    token => {
      if (closed) return
      socket = new WebSocket(url, [SUBPROTOCOL, `bearer.${token}`])
      socket.onmessage = ({ data }) => onFrame(JSON.parse(String(data)) as ServerFrame)
      socket.onclose = ({ code }) => {
        if (code === CLOSE.credentials) renew(token)
        end(code)
      }
    },
    (error: unknown) => end(error instanceof CallFailed && error.status === 429 ? CLOSE.tooMany : 0),
  )

  /** At once: the page of somebody who was signed out elsewhere does not stay in sight until it is tried again. */
  function renew(token: string): void {
    session.refused(token)
    session.token().catch(() => {})
  }
  function end(code: number): void {
    if (closed) return
    closed = true
    onClose(code)
  }
  function send(frame: ClientFrame): void {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
  }
  return {
    send,
    ask: () => send(ASK),
    close() {
      closed = true
      socket?.close()
    },
  }
}
