import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import { systemClock } from '../clock.ts'
import { createEgress, type Asked } from '../egress.ts'

/** A site on this machine, for tests of what is fetched. */
export type Site = { port: number; close(): void }

export async function openSite(answer: RequestListener): Promise<Site> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** One that answers without minding the rules of HTTP. */
export async function openRawSite(answer: (socket: Socket) => void): Promise<Site> {
  const sockets = new Set<Socket>()
  const server = createTcpServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {}).once('data', () => answer(socket))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

/** Fetches from that site, which is allowed, and from nowhere else; what is thrown is answered. */
export function fetchFromSite({ port }: Site, clock = systemClock) {
  const allow = [{ kind: 'host', host: '127.0.0.1', port } as const]
  const egress = createEgress({ allow, userAgent: 'Folio/9.9.9', clock })
  return (path: string, asked: Partial<Asked> = {}) =>
    egress
      .fetch(`http://127.0.0.1:${port}${path}`, {
        types: ['text/html'],
        signal: new AbortController().signal,
        ...asked,
      })
      .catch((error: unknown) => error)
}

export function sendHtml(response: ServerResponse, body: string | Buffer, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(body)
}
