import { connect, createServer } from 'node:net'

/**
 * One address before many pods. It knows nothing of HTTP: each connection goes to the next pod in turn, one that
 * refuses is passed over, and nothing ties a reader to a pod.
 */
export function createPodProxy(ports) {
  const clients = new Set()
  let turn = 0
  const inTurn = () => {
    const first = turn++ % ports.length
    return [...ports.slice(first), ...ports.slice(0, first)]
  }
  const pass = (client, [port, ...others]) => {
    const pod = connect({ port, host: '127.0.0.1', noDelay: true })
    const refused = () => {
      if (others.length > 0 && !client.destroyed) pass(client, others)
      else client.destroy()
    }
    pod.once('error', refused)
    pod.once('connect', () => {
      pod.off('error', refused)
      join(client, pod)
    })
  }
  // What a client has sent and not a pod has read waits in its socket. A client may end its half and still listen.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, client => {
    clients.add(client)
    client.once('close', () => clients.delete(client))
    client.on('error', () => client.destroy())
    pass(client, inTurn())
  })

  return {
    /** Answers the port, which the system picks for 0. */
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen({ port, host }, () => resolve(server.address().port))
      }),
    /** Nobody new comes in. */
    leave: () => server.close(),
    close() {
      server.close()
      for (const client of clients) client.destroy()
    },
  }
}

/** A connection that broke on one side breaks on the other: never a clean end that was none. */
function join(client, pod) {
  if (client.destroyed) return pod.destroy()
  client.pipe(pod).pipe(client)
  pod.once('error', () => client.resetAndDestroy())
  client.once('close', () => pod.destroy())
}
