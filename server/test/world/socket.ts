import { SUBPROTOCOL, type ClientFrame } from '@folio/protocol'
import { WebSocket } from 'ws'
import { follow, type Follower } from './follower.ts'
import { createInbox, type Frame, type Inbox } from './inbox.ts'

export type SocketOptions = { token?: string; headers?: Record<string, string> }

export type Socket = Pick<Inbox, 'frames' | 'first' | 'until'> & {
  send(frame: ClientFrame): void
  /** Something that is no proper frame. */
  raw(data: string | Buffer): void
  /** Sends it with a `ref` and waits for what answers that. */
  ask(frame: ClientFrame): Promise<Extract<Frame, { type: 'ack' | 'error' }>>
  follow(replyId: string, after?: string): Follower
  /** The protocol's own ping, which is no frame. */
  onPing(listener: () => void): void
  closed: Promise<{ code: number; reason: string }>
  close(): void
}

let refs = 0

/** Rejects where the upgrade is refused, with the status as its message. */
export async function openSocket(base: string, { token, headers = {} }: SocketOptions = {}): Promise<Socket> {
  const protocols = token === undefined ? [SUBPROTOCOL] : [SUBPROTOCOL, `bearer.${token}`]
  const socket = new WebSocket(`${base.replace('http', 'ws')}/api/chat/ws`, protocols, {
    headers,
    perMessageDeflate: false,
  })
  const inbox = createInbox()
  const listeners = new Set<(frame: Frame) => void>()
  const opened = new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('unexpected-response', (_, { statusCode }) => reject(new Error(`${statusCode}`)))
    socket.once('error', reject)
  })
  socket.on('error', () => {})
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as Frame
    inbox.push(frame)
    for (const listener of listeners) listener(frame)
  })
  // Not `once` of node:events: it rejects where a broken connection is told of as an error first.
  const closed = new Promise<{ code: number; reason: string }>(resolve => {
    socket.once('close', (code, reason) => {
      inbox.close()
      resolve({ code, reason: String(reason) })
    })
  })
  await opened

  const send = (frame: ClientFrame) => socket.send(JSON.stringify(frame))
  return {
    frames: inbox.frames,
    first: inbox.first,
    until: inbox.until,
    send,
    raw: data => socket.send(data),
    async ask(frame) {
      const ref = `ref-${++refs}`
      const answers = (other: Frame): other is Extract<Frame, { type: 'ack' | 'error' }> =>
        (other.type === 'ack' || other.type === 'error') && other.ref === ref
      send({ ...frame, ref })
      await inbox.until(() => inbox.frames.some(answers))
      return inbox.frames.filter(answers)[0] ?? { type: 'ack' }
    },
    follow(replyId, after): Follower {
      let leave = () => {}
      const ref = `ref-${++refs}`
      return follow(
        after,
        () => leave(),
        async ({ push }) => {
          const over = new Promise<void>((resolve, reject) => {
            let begun = false
            const listener = (frame: Frame) => {
              begun ||= frame.type === 'ack' && frame.ref === ref
              if (frame.type === 'error' && frame.ref === ref) reject(new Error(frame.code))
              // Until then it is the feed that speaks, or one who followed before.
              if (!begun || !('message_id' in frame) || frame.message_id !== replyId) return
              try {
                push(frame)
              } catch (error) {
                reject(error)
              }
              if (frame.type === 'message_complete') resolve()
            }
            listeners.add(listener)
            leave = resolve
            void closed.then(() => resolve())
          })
          send({ type: 'follow', message_id: replyId, ref, ...(after === undefined ? {} : { after }) })
          await over
        },
      )
    },
    onPing: listener => void socket.on('ping', listener),
    closed,
    close: () => socket.close(),
  }
}
