import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A way to a service that a test can close, or let nothing through. */
export type Proxy = {
  /** The service's own, by this way. */
  url: string
  /** Ends what is open, and refuses what comes. */
  cut(): void
  /** Takes all there is, and passes on nothing of it, until it is healed: even then not what it has swallowed. */
  hang(): void
  heal(): void
  /** How many ways are open. */
  open(): number
  close(): Promise<void>
}

export async function openProxy(target: string): Promise<Proxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let state: 'open' | 'cut' | 'hung' = 'open'
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  }
  const end = () => {
    for (const socket of sockets) socket.destroy()
  }
  const server = createServer(near => {
    keep(near)
    if (state === 'cut') near.destroy()
    if (state === 'hung') near.resume()
    if (state !== 'open') return
    const far = connect(Number(port), hostname)
    keep(far)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', bytes => state === 'open' && to.write(bytes))
      from.on('close', () => to.destroy())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(target)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: url.href,
    cut() {
      state = 'cut'
      end()
    },
    hang: () => void (state = 'hung'),
    heal() {
      if (state === 'hung') end()
      state = 'open'
    },
    open: () => sockets.size,
    async close() {
      end()
      server.close()
      await once(server, 'close')
    },
  }
}
