import { CLOSE, type ClientFrame, type ServerFrame } from '@folio/protocol'
import { createParser } from 'eventsource-parser'
import type { Call } from './api.ts'
import { CallFailed } from './failure.ts'
import type { Link, LinkHandlers } from './link.ts'

/**
 * The same conversation as over a WebSocket, by plain HTTP: one stream for the feed, one for each reply that is
 * followed.
 */
export function openEvents(call: Call, after: number, { onFrame, onClose }: LinkHandlers): Link {
  const feed = new AbortController()
  const replies = new Map<string, AbortController>()

  function end(error?: unknown): void {
    if (feed.signal.aborted) return
    close()
    onClose(error instanceof CallFailed && error.status === 429 ? CLOSE.tooMany : 0)
  }
  function close(): void {
    feed.abort()
    for (const reply of replies.values()) reply.abort()
  }
  function fromFeed(frame: ServerFrame): void {
    // A followed reply's own stream says so too, behind its last chunk.
    if (frame.type !== 'message_complete' || !replies.has(frame.message_id)) onFrame(frame)
  }
  function follow(id: string, address: string | undefined): void {
    const reply = new AbortController()
    replies.set(id, reply)
    const fromReply = (frame: ServerFrame) => {
      if (frame.type === 'chunk' || frame.type === 'message_complete') onFrame(frame)
    }
    const path = `/api/messages/${id}/events${address ? `?after=${address}` : ''}`
    read(call, path, reply.signal, fromReply).then(
      () => replies.get(id) === reply && replies.delete(id),
      (error: unknown) => reply.signal.aborted || end(error),
    )
  }

  read(call, `/api/events${after > 0 ? `?after=${after}` : ''}`, feed.signal, fromFeed).then(() => end(), end)

  return {
    send(frame: ClientFrame) {
      if (frame.type === 'follow') follow(frame.message_id, frame.after)
      if (frame.type === 'unfollow') {
        replies.get(frame.message_id)?.abort()
        replies.delete(frame.message_id)
      }
    },
    ask() {},
    close,
  }
}

async function read(
  call: Call,
  path: string,
  signal: AbortSignal,
  onFrame: (frame: ServerFrame) => void,
): Promise<void> {
  const answer = await call(path, { signal, headers: { Accept: 'text/event-stream' } })
  const parser = createParser({
    onEvent({ event, data }) {
      if (!signal.aborted && event) onFrame({ type: event, ...JSON.parse(data) } as ServerFrame)
    },
  })
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) parser.feed(part.value)
}
