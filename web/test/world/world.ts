import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { startModelServer, type ModelServer } from '../../../bench/model-server.ts'
import { launch } from './browser.ts'
import { layLine, type Line } from './line.ts'
import type { Page } from './page.ts'
import { openVisit, type Visit, type VisitOptions } from './visit.ts'
import { startServer, startWorker, type Server } from './server.ts'

export type World = {
  browser: Browser
  /** What the server has for a model, unless the world was asked for the demo. */
  model: ModelServer
  /** Between every browser and the server. */
  line: Line
  /** The page's origin: it stays the same when the server is started again. */
  url: string
  /** A browser of somebody who was never here. */
  visit(options?: VisitOptions): Promise<Visit>
  /** The first page of such a visit. */
  guest(options?: VisitOptions): Promise<Page>
  /** `SIGKILL`, and the same server again on the same data and port. */
  killServer(): Promise<void>
  startServer(): Promise<void>
  /** A worker in a process of its own, until it is stopped. */
  startWorker(): { stop(): Promise<void> }
  /** Ends all visits; answers what should not have happened on their pages. */
  leave(): Promise<string[]>
  close(): Promise<void>
}

export type WorldOptions = {
  /** Answers come from the built-in demo, not from the scripted model. */
  demo?: boolean
  env?: Record<string, string>
}

/** One server, one model, one browser: enough for all tests of a file. */
export async function openWorld({ demo = false, env = {} }: WorldOptions = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'folio-page-'))
  const model = await startModelServer()
  const provider = demo ? { DELAY_MS: '5' } : { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'x', TITLES: 'words' }
  const [first, browser] = await Promise.all([startServer(folder, { ...provider, ...env }), launch()])
  let server: Server = first
  const line = await layLine(() => server.port)
  const url = `http://127.0.0.1:${line.port}`
  const visits: Visit[] = []

  async function visit(options: VisitOptions = {}): Promise<Visit> {
    const opened = await openVisit(browser, url, options)
    visits.push(opened)
    return opened
  }

  return {
    browser,
    model,
    line,
    url,
    visit,
    guest: async options => (await visit(options)).tab('/'),
    async leave() {
      const left = visits.splice(0)
      await Promise.all(left.map(({ context }) => context.close()))
      return left.flatMap(({ pages }) => pages.flatMap(page => page.faults))
    },
    killServer: () => server.kill(),
    async startServer() {
      server = await startServer(folder, { ...provider, ...env, PORT: String(server.port) })
    },
    startWorker: () => startWorker(folder, { ...provider, ...env }),
    async close() {
      await browser.close()
      await line.close()
      await server.stop()
      await model.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
