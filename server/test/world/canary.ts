import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server on this machine that nobody should call: it hears every connection, and every request. */
export type Canary = {
  port: number
  /** `http://127.0.0.1:…` */
  url: string
  /** True where this machine has ::1 too. */
  ipv6: boolean
  /** How many connections there were, with or without a request. */
  readonly connections: number
  /** `GET /path`, in the order in which they came. */
  readonly requests: readonly string[]
  /** Forgets what it has heard. */
  reset(): void
  close(): Promise<void>
}

/** Listens on 127.0.0.1, and at the same port of ::1 where this machine has that. `answer` left out: says hello. */
export async function openCanary(
  answer: RequestListener = (_, response) => void response.end('hello'),
): Promise<Canary> {
  let connections = 0
  let requests: string[] = []
  const listen = async (host: string, port: number): Promise<Server> => {
    const server = createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`)
      answer(request, response)
    })
    server.on('connection', () => void connections++)
    server.listen(port, host)
    await once(server, 'listening')
    return server
  }
  const first = await listen('127.0.0.1', 0)
  const { port } = first.address() as AddressInfo
  const second = await listen('::1', port).catch(() => undefined)
  const servers = second ? [first, second] : [first]

  return {
    port,
    url: `http://127.0.0.1:${port}`,
    ipv6: second !== undefined,
    get connections() {
      return connections
    },
    get requests() {
      return requests
    },
    reset() {
      connections = 0
      requests = []
    },
    async close() {
      for (const server of servers) server.closeAllConnections()
      await Promise.all(servers.map(server => new Promise(closed => server.close(closed))))
    },
  }
}
