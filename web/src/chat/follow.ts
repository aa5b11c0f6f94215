import { formatAddress, isEnd, type ClientFrame, type ServerFrame } from '@folio/protocol'
import type { ChatState } from './state.ts'

export type Follow = {
  /** Follows what should be followed and leaves the rest. */
  sync(): void
  /** Nothing is followed on a new connection. */
  restart(): void
  /** True where a frame may be drawn; a chunk with something missing before it is read again instead. */
  admits(frame: ServerFrame): boolean
}

type Options = { getState: () => ChatState; send: (frame: ClientFrame) => void; isLive: () => boolean }

/** Reads the reply of the open conversation that is under way, from where its view ends. */
export function createFollow({ getState, send, isLive }: Options): Follow {
  const followed = new Set<string>()

  function start(id: string): void {
    const view = getState().views[id]
    followed.add(id)
    send({ type: 'follow', ref: id, message_id: id, ...(view && view.epoch > 0 ? { after: formatAddress(view) } : {}) })
  }
  function stop(id: string): void {
    followed.delete(id)
    send({ type: 'unfollow', message_id: id })
  }

  return {
    sync() {
      if (!isLive()) return
      // One streams at a time, in their order; what waits behind it needs no reader yet.
      const wanted = new Set(underWay(getState()).slice(0, 1))
      for (const id of followed) if (!wanted.has(id)) stop(id)
      for (const id of wanted) if (!followed.has(id)) start(id)
    },
    restart: () => followed.clear(),
    admits(frame) {
      if (frame.type === 'message_complete') followed.delete(frame.message_id)
      if (frame.type !== 'chunk' || frame.at <= (getState().views[frame.message_id]?.offset ?? 0)) return true
      if (followed.has(frame.message_id)) {
        stop(frame.message_id)
        start(frame.message_id)
      }
      return false
    },
  }
}

/** The replies of the open conversation that have not ended and that the server knows of. */
export function underWay(state: ChatState): string[] {
  const ids = (state.open !== null && state.paths[state.open]?.ids) || []
  return ids.filter(id => {
    const message = state.messages[id]
    return message?.role === 'assistant' && message.rev > 0 && !isEnd(message.status)
  })
}
