import type { WebSocket } from 'ws'

/** Bytes that may wait in a socket before its cursors are no longer read. */
const FULL_BYTES = 32_768
/** A socket that has taken nothing for so long is cut. */
const STALLED_MS = 30_000

/** A frame to write next; undefined: nothing yet; `done`: this source has nothing more, ever. */
export type FrameSource = () => string | 'done' | undefined

export type SocketWriter = {
  /** An answer or an event: never held back, so bounded by what a client may ask. */
  send(frame: string): void
  /** Reads frames from a source, in turn with others, while the socket takes them. */
  add(source: FrameSource): void
  remove(source: FrameSource): void
  wake(): void
  close(): void
}

/** Writes to a WebSocket as fast as it takes it: what is not written yet stays where its cursor is. */
export function createSocketWriter(socket: WebSocket): SocketWriter {
  const sources = new Set<FrameSource>()
  let full = false
  let closed = false
  let stalled: NodeJS.Timeout | undefined

  const write = (frame: string) => {
    if (closed) return
    if (socket.bufferedAmount + frame.length < FULL_BYTES) return socket.send(frame)
    full = true
    stalled ??= setTimeout(() => socket.terminate(), STALLED_MS)
    socket.send(frame, () => {
      full = false
      clearTimeout(stalled)
      stalled = undefined
      wake()
    })
  }
  const wake = () => {
    for (let wrote = true; wrote && !full && !closed;) {
      wrote = false
      for (const source of sources) {
        if (full || closed) return
        const frame = source()
        if (frame === 'done') sources.delete(source)
        else if (frame !== undefined) {
          wrote = true
          write(frame)
        }
      }
    }
  }
  return {
    send: write,
    add(source) {
      sources.add(source)
      wake()
    },
    remove: source => void sources.delete(source),
    wake,
    close() {
      closed = true
      clearTimeout(stalled)
      sources.clear()
    },
  }
}
