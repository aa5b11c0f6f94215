import { upgradeWebSocket } from '@hono/node-server'
import { CLOSE, MAX_SOCKET_FRAME_BYTES, SUBPROTOCOL } from '@folio/protocol'
import { clientFrame } from '@folio/protocol/requests'
import { WebSocketServer, type WebSocket } from 'ws'
import { Refusal } from '../lib/refusal.ts'
import { openSocketSession, type SocketParts, type SocketSession } from './as-websocket.ts'
import type { Connections } from './connections.ts'
import type { Caller, Ctx } from './context.ts'

const AUTH_WITHIN_MS = 5_000
/** Frames that a client may send, over a window. */
const MAX_FRAMES = 200
const FRAME_WINDOW_MS = 10_000
const UNSUPPORTED_DATA = 1003
/** A client that does not answer a farewell is not waited for. */
const GOODBYE_MS = 1_000

/** At twice the limit the protocol itself cuts; what lies between is told why. */
export function createSocketServer(): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    maxPayload: 2 * MAX_SOCKET_FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols: offered => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  })
}

type Parts = SocketParts & {
  connections: Connections
  /** Throws a `Refusal` where the credentials are not good. */
  authenticate: (token: string) => Promise<Caller>
  /** The caller that a cookie names, if there is one. */
  callerByCookie: (c: Ctx) => Promise<Caller | undefined>
}

/** `WS /api/chat/ws`: credentials by subprotocol, by cookie, or by a first frame within 5 s; never in the address. */
export function createSocketRoute(parts: Parts) {
  return upgradeWebSocket((c: Ctx) => {
    const { clientAddress } = c.var
    const bearer = bearerOf(c.req.header('sec-websocket-protocol'))
    const known = bearer === undefined ? parts.callerByCookie(c) : parts.authenticate(bearer)
    // Looked at when the socket is open; until then nobody waits for it.
    known.catch(() => {})
    let door: Door | undefined
    return {
      onOpen(_, ws) {
        if (ws.raw) door = openDoor(parts, ws.raw as WebSocket, clientAddress, known)
      },
      onMessage({ data }) {
        door?.receive(data)
      },
      onClose() {
        door?.close()
      },
    }
  })
}

type Door = { receive(data: unknown): void; close(): void }

/** What stands before a session: credentials, and limits on what may come in. */
function openDoor(parts: Parts, socket: WebSocket, clientAddress: string, known: Promise<Caller | undefined>): Door {
  let session: SocketSession | undefined
  // Counted from the first moment; who says in time who it is, is counted as that from then on.
  let leave = () => {}
  let alive = true
  let frames = 0
  const window = setInterval(() => (frames = 0), FRAME_WINDOW_MS)
  const tooLate = setTimeout(() => socket.close(CLOSE.noAuthInTime, 'no credentials in time'), AUTH_WITHIN_MS)

  /** A peer that has not answered the last ping is gone, whatever TCP still believes. */
  const ping = () => {
    if (!alive) return socket.terminate()
    alive = false
    socket.ping()
    session?.event('ping')
  }
  socket.on('pong', () => (alive = true))

  const knock = async () => {
    const release = await parts.connections.knock(clientAddress)
    if (socket.readyState === socket.OPEN) leave = release
    else release()
  }
  const enter = async (caller: Caller, after: number | undefined) => {
    clearTimeout(tooLate)
    if (socket.readyState !== socket.OPEN) return
    leave()
    const place = await parts.connections.admit({ caller, clientAddress })
    if (socket.readyState !== socket.OPEN) return place.release()
    const connection = place.open({
      ping,
      leave: () => {
        session?.event('reconnect')
        socket.close(CLOSE.leaving, 'this server is leaving')
        setTimeout(() => socket.terminate(), GOODBYE_MS).unref()
      },
      sessionEnded() {
        session?.close()
        socket.close(CLOSE.credentials, 'signed out')
      },
    })
    leave = connection.close
    session = openSocketSession(parts, socket, caller, { connectionId: connection.id, after })
  }
  const refuse = (error: unknown) => {
    if (!(error instanceof Refusal)) {
      parts.onError(error)
      return socket.close(CLOSE.tryLater, 'not available for now')
    }
    socket.close(error.code === 'too_many_connections' ? CLOSE.tooMany : CLOSE.credentials, error.message.slice(0, 120))
  }
  let entering = knock()
    .then(() => known)
    .then(caller => caller && enter(caller, undefined))
    .catch(refuse)

  const introduce = async (data: string) => {
    const frame = clientFrame.safeParse(parseOrNothing(data))
    if (frame.data?.type !== 'auth') throw new Refusal('unauthenticated', 'The first frame has to be auth.')
    await enter(await parts.authenticate(frame.data.token), frame.data.after)
  }
  return {
    receive(data) {
      // What comes behind our own close is for nobody: a session that has ended sends no more.
      if (socket.readyState !== socket.OPEN) return
      if (typeof data !== 'string') return socket.close(UNSUPPORTED_DATA, 'text frames only')
      if (Buffer.byteLength(data) > MAX_SOCKET_FRAME_BYTES)
        return socket.close(CLOSE.tooLarge, 'a frame may have 64 KiB')
      if (++frames > MAX_FRAMES) return socket.close(CLOSE.tooMany, 'too many frames')
      if (session) return session.receive(data)
      entering = entering.then(() => (session ? session.receive(data) : introduce(data))).catch(refuse)
    },
    close() {
      clearTimeout(tooLate)
      clearInterval(window)
      leave()
      session?.close()
    },
  }
}

function bearerOf(protocols: string | undefined): string | undefined {
  return protocols
    ?.split(',')
    .map(name => name.trim())
    .find(name => name.startsWith('bearer.'))
    ?.slice('bearer.'.length)
}

function parseOrNothing(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}
