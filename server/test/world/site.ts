import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { freePort } from './server.ts'

/** A page as it is at the moment: `etag` makes it one that can be left as it is. */
export type SitePage = {
  text?: string
  type?: string
  etag?: string
  status?: number
  /** Answered when this resolves. */
  after?: Promise<void>
}

export type Site = {
  /** What a server is told that may fetch from it. */
  env: { EGRESS_ALLOW: string }
  /** Sets what is at a path, and answers its address. */
  put(path: string, page: SitePage): string
  /** `/path status`, in the order of the answers; a request that waits is there as `/path …`. */
  readonly asked: readonly string[]
  close(): Promise<void>
}

/** A small site on this machine. What was not put there is not found. */
export async function openSite(): Promise<Site> {
  const pages = new Map<string, SitePage>()
  const asked: string[] = []
  const answer = (path: string, response: ServerResponse, unlessEtag: string | undefined) => {
    const page = pages.get(path)
    const status = !page ? 404 : (page.status ?? (page.etag !== undefined && page.etag === unlessEtag ? 304 : 200))
    asked.push(`${path} ${status}`)
    const headers = { 'content-type': page?.type ?? 'text/plain', ...(page?.etag && { etag: page.etag }) }
    response.writeHead(status, headers).end(status === 200 ? page?.text : '')
  }
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    const { after } = pages.get(path) ?? {}
    if (after) asked.push(`${path} …`)
    const etag = request.headers['if-none-match']
    void Promise.resolve(after).then(() => answer(path, response, etag))
  })
  const port = await freePort()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    env: { EGRESS_ALLOW: `127.0.0.1:${port}` },
    asked,
    put(path, page) {
      pages.set(path, page)
      return `http://127.0.0.1:${port}${path}`
    },
    async close() {
      server.closeAllConnections()
      await new Promise(closed => server.close(closed))
    },
  }
}
