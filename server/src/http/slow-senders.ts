import type { IncomingMessage, Server } from 'node:http'
import { systemClock, type Clock } from '../lib/clock.ts'

/** After it nobody waits any more; by then whoever reads the body has said so, if anybody does. */
const CUT_AFTER_MS = 65_000

const timers = new WeakMap<IncomingMessage, () => void>()

/** Ends connections whose request is still not whole: also where nobody reads it. */
export function cutSlowSenders(server: Server, clock: Clock = systemClock): void {
  server.on('request', (incoming: IncomingMessage) => {
    const { headers } = incoming
    if (headers['transfer-encoding'] === undefined && !(Number(headers['content-length']) > 0)) return
    const cancel = clock.setTimer(() => {
      if (!incoming.complete) incoming.socket.destroy()
    }, CUT_AFTER_MS)
    timers.set(incoming, cancel)
    incoming.once('close', cancel)
  })
}

/** For whoever reads a large body, and sees for itself that it goes on. */
export function beginLongRead(incoming: IncomingMessage): void {
  timers.get(incoming)?.()
}
