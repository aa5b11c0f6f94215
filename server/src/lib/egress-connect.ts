import { buildConnector } from 'undici'
import type { HostAddress } from './egress-lookup.ts'
import { notPublic, type Target } from './egress-target.ts'

const CONNECT_MS = 10_000

/**
 * Connects to those addresses and to no others: there is no second look-up that could find something else. What the
 * socket says it is connected to is judged once more, before anything is asked.
 */
export function connectTo(found: readonly HostAddress[], { permits }: Target): buildConnector.connector {
  const connect = buildConnector({
    timeout: CONNECT_MS,
    lookup(_, options, done) {
      const [first] = found
      if (!first) done(new Error('the name has no address'), '')
      else if (options.all) done(null, [...found])
      else done(null, first.address, first.family)
    },
  })
  return (options, done) =>
    connect(options, (...answer) => {
      const [error, socket] = answer
      if (error) return done(error, null)
      if (permits(socket.remoteAddress ?? '')) return done(null, socket)
      socket.destroy()
      done(notPublic(), null)
    })
}
