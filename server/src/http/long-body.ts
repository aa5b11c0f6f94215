import type { IncomingMessage } from 'node:http'
import { PassThrough, type Readable } from 'node:stream'
import { systemClock, type Clock } from '../lib/clock.ts'
import { Refusal } from '../lib/refusal.ts'
import { tooLarge } from './body.ts'
import { beginLongRead } from './slow-senders.ts'

/** In each of these so much must have come, or the sender is no longer waited for. */
const PROGRESS_MS = 60_000
const PROGRESS_BYTES = 65_536

type Rules = { maxBytes: number; clock?: Clock }

/** A body that may be long, as it comes: no more of it in memory than is under way. It breaks with a `Refusal`. */
export function openLongBody(incoming: IncomingMessage, { maxBytes, clock = systemClock }: Rules): Readable {
  const body = new PassThrough()
  beginLongRead(incoming)
  const fail = (why: Error) => void body.destroy(why)
  const onGone = () => {
    if (!incoming.readableEnded) fail(new Refusal('invalid_request', 'The body was cut off.'))
  }
  const unwatch = watchProgress(incoming, { maxBytes, clock }, fail)
  body.once('close', () => {
    unwatch()
    incoming.off('close', onGone).unpipe(body)
    if (!incoming.readableEnded) incoming.pause()
    // What breaks later concerns nobody any more.
    incoming.on('error', () => {})
  })
  incoming.on('close', onGone).on('error', onGone)
  return incoming.pipe(body)
}

/** Answers how to stop watching. */
export function watchProgress(
  incoming: IncomingMessage,
  { maxBytes, clock }: Required<Rules>,
  fail: (why: Refusal) => void,
): () => void {
  let count = 0
  let counted = 0
  const onData = (chunk: Buffer) => {
    count += chunk.length
    if (count > maxBytes) fail(tooLarge(maxBytes))
  }
  const look = () => {
    if (count - counted < PROGRESS_BYTES)
      return fail(new Refusal('request_timeout', 'The body did not arrive in time.'))
    counted = count
    cancel = clock.setTimer(look, PROGRESS_MS)
  }
  let cancel = clock.setTimer(look, PROGRESS_MS)
  incoming.on('data', onData)
  return () => {
    cancel()
    incoming.off('data', onData)
  }
}
