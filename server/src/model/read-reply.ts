import type { IncomingMessage } from 'node:http'
import type { FinishReason } from '@folio/protocol'
import { createChunkReader, type Usage } from './completion-chunk.ts'
import { CallFailure } from './failures.ts'
import { createPieces } from './pieces.ts'
import { createEventReader } from './sse.ts'

export type ReplyListener = {
  text(piece: string): void
  /** The model gave a token, of its answer or of its thoughts. */
  alive(): void
  /** The model has said its last word; only what it cost, and the end of the stream, may still come. */
  finished(): void
}

export type ReplyEnd = { finishReason: FinishReason; usage: Usage | undefined; bytes: number }

export type Reading = {
  /** Resolves at the provider's end mark; rejects with a `CallFailure`, or with the fault of the socket. */
  end: Promise<ReplyEnd>
  /** Takes the reply as it is for whole, and waits no longer for the end mark. */
  settle(): void
}

/**
 * Reads one streamed completion from the raw bytes of its answer. The end needs `[DONE]` or a `finish_reason`: a body
 * that just stops is a failure. Nothing is given to `on` once `end` is settled.
 */
export function readReply(body: IncomingMessage, on: ReplyListener): Reading {
  let finishReason: FinishReason | undefined
  let usage: Usage | undefined
  let began = false
  let over = false
  const pieces = createPieces(piece => {
    on.alive()
    on.text(piece)
  }, fail)
  const readChunk = createChunkReader({
    text: pieces.add,
    thinking: on.alive,
    finish(reason) {
      if (finishReason === undefined) on.finished()
      finishReason = reason
    },
    usage: reported => void (usage = reported),
  })
  const readBytes = createEventReader((data, name) => {
    began = true
    if (over || (name !== '' && name !== 'message' && name !== 'error')) return
    if (data === '[DONE]') return settle()
    readChunk(data)
    if (name === 'error')
      throw new CallFailure('provider_error', 'The model’s provider reported an error.', { retry: true })
  })
  const { promise: end, resolve, reject } = withResolvers<ReplyEnd>()

  function settle(): void {
    if (over) return
    pieces.end()
    over = true
    drain(body)
    resolve({ finishReason: finishReason ?? 'stop', usage, bytes: pieces.bytes() })
  }

  /** The text that came before the fault is given first: it is part of the reply. */
  function fail(error: unknown): void {
    if (over) return
    over = true
    body.destroy()
    try {
      pieces.end()
      reject(error)
    } catch (worse) {
      reject(worse)
    }
  }

  function guarded(run: () => void): void {
    try {
      if (!over) run()
    } catch (error) {
      fail(error)
    }
  }

  const stop = (error?: unknown) => guarded(() => (finishReason === undefined ? fail(error ?? brokenOff()) : settle()))
  body.on('data', (bytes: Buffer) => guarded(() => readBytes(bytes)))
  body.on('end', () => (began ? stop() : stop(noStream())))
  body.on('error', stop)
  body.on('close', () => stop())
  if (body.destroyed) stop()
  return { end, settle: () => guarded(settle) }
}

/** How long a connection may take to end behind the end mark, before it is cut instead of kept for the next call. */
const DRAIN_MS = 1_000

function drain(body: IncomingMessage): void {
  if (body.complete || body.destroyed) return
  const timer = setTimeout(() => body.destroy(), DRAIN_MS)
  timer.unref()
  body.once('close', () => clearTimeout(timer))
}

const noStream = () =>
  new CallFailure('provider_malformed', 'The provider’s answer is no stream. Is OPENAI_BASE_URL right?')
const brokenOff = () => new CallFailure('provider_cut', 'The model’s answer broke off.', { retry: true })

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (reason: unknown) => void } {
  let resolve: (value: T) => void = () => {}
  let reject: (reason: unknown) => void = () => {}
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
