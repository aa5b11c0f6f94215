import type { ServerResponse } from 'node:http'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Ctx } from './context.ts'

/** A reader that has taken nothing for so long is cut; it comes back with its address. */
const STALLED_MS = 30_000
/** What is put together for one write, in UTF-16 units, and one frame behind it: in bytes less than 64 KB. */
const WRITE_UNITS = 4_096
/** What is written without asking whether it was taken, where nothing waits. */
const LITTLE_UNITS = 1_024

/** What a connection is to write next; `done`: end it; `broken`: cut it, so that nobody takes it for whole; undefined: nothing yet. */
export type Next = { text: string } | 'done' | 'broken' | undefined

export type Reader = {
  /** There may be something new: writes it if the socket takes it. */
  wake(): void
  /** Resolves when the connection has ended, whoever ended it. */
  closed: Promise<void>
  destroy(): void
}

/**
 * Writes what `next` gives, as fast as the socket takes it and no faster. Nothing is queued here: the reader's place
 * is a cursor behind `next`.
 */
export function openReader(response: ServerResponse, next: () => Next): Reader {
  let full = false
  let over = false
  let stalled: NodeJS.Timeout | undefined

  const wake = () => {
    while (!full && !over) {
      const { text, last } = gather(next)
      if (last) return finish(text, last)
      if (text === '') return
      write(text)
    }
  }
  const write = (text: string) => {
    if (text.length < LITTLE_UNITS && response.writableLength === 0) return void response.write(text)
    full = true
    stalled = setTimeout(() => response.destroy(), STALLED_MS)
    response.write(text, error => {
      clearTimeout(stalled)
      full = Boolean(error)
      wake()
    })
  }
  const finish = (text: string, last: 'done' | 'broken') => {
    over = true
    stalled = setTimeout(() => response.destroy(), STALLED_MS)
    if (last === 'done') return void response.end(text)
    // The head has not left yet where the reply had ended before it was asked for.
    if (text === '') response.flushHeaders()
    else response.write(text)
    response.socket?.destroySoon()
  }
  const closed = new Promise<void>(resolve => {
    const onClose = () => {
      over = true
      clearTimeout(stalled)
      resolve()
    }
    // Who has gone before it could be answered closes no second time.
    if (response.destroyed) onClose()
    else response.once('close', onClose)
  })
  return { wake, closed, destroy: () => void response.destroy() }
}

function gather(next: () => Next): { text: string; last?: 'done' | 'broken' } {
  let text = ''
  while (text.length < WRITE_UNITS) {
    const piece = next()
    if (piece === undefined) break
    if (typeof piece === 'string') return { text, last: piece }
    text += piece.text
  }
  return { text }
}

/** Begins an answer that is written straight to the socket: streams of Hono's cost 10 to 20 µs more for each token. */
export function beginResponse(c: Ctx, headers: Record<string, string>): ServerResponse {
  const { outgoing } = c.env
  // `c.res` stays untouched: Hono would make an answer of its own and write it behind this one.
  outgoing.writeHead(200, headers)
  // With what is written in this same tick the head leaves in one piece; without anything it leaves alone.
  process.nextTick(() => outgoing.flushHeaders())
  return outgoing
}

export const answered = RESPONSE_ALREADY_SENT
