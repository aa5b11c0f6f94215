import type { WebSocket } from 'ws'

/** UTF-16 units that may wait in a socket before its cursors are no longer read: with the frame behind them 64 KB at most. */
const FULL = 4_096
/** The same of what is told unasked; then the socket is cut, and reads from the store when it is back. */
const MAX_WAITING = 65_536
/** A socket that has taken nothing for so long is cut. */
const STALLED_MS = 30_000

/** A frame to write next; undefined: nothing yet; `done`: this source has nothing more, ever. */
export type FrameSource = () => string | 'done' | undefined

export type SocketWriter = {
  /** An answer or an event: never held back. */
  send(frame: string): void
  /** Resolves when what was sent has been taken: at once, unless the reader is slow. */
  taken(): Promise<void> | undefined
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
  const onTaken: (() => void)[] = []

  const write = (frame: string) => {
    if (closed) return
    const waiting = socket.bufferedAmount
    if (waiting + frame.length < FULL) return socket.send(frame)
    if (waiting > 0 && waiting + frame.length > MAX_WAITING) return socket.terminate()
    full = true
    stalled ??= setTimeout(() => socket.terminate(), STALLED_MS)
    socket.send(frame, () => {
      clearTimeout(stalled)
      // Something was taken; others may wait behind it.
      full = !closed && socket.bufferedAmount >= FULL
      stalled = full ? setTimeout(() => socket.terminate(), STALLED_MS) : undefined
      if (full) return
      freed()
      wake()
    })
  }
  const freed = () => {
    for (const resolve of onTaken.splice(0)) resolve()
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
    taken: () => (full && !closed ? new Promise(resolve => void onTaken.push(resolve)) : undefined),
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
      freed()
    },
  }
}
