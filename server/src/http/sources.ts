import { listSources, readText } from '@folio/protocol/requests'
import type { Sources } from '../knowledge/sources.ts'
import { Refusal } from '../lib/refusal.ts'
import { readQuery } from './body.ts'
import type { Ctx } from './context.ts'
import { setHeader } from './headers.ts'
import { pathId } from './messages.ts'

export type SourceRoutes = ReturnType<typeof createSourceRoutes>

/** What is known, as it was read. */
export function createSourceRoutes({ sources }: { sources: Sources }) {
  return {
    async list(c: Ctx) {
      return c.json(await sources.list(c.var.caller, readQuery(c, listSources)))
    },
    async get(c: Ctx) {
      return c.json(await sources.get(c.var.caller, pathId(c)))
    },
    /** Of a long one a reader may ask for the part it shows. */
    async text(c: Ctx) {
      const { start, end } = readQuery(c, readText)
      const text = await sources.text(c.var.caller, pathId(c))
      setHeader(c, 'X-Text-Length', String(text.length))
      return c.body(text.slice(start, end), 200, { 'Content-Type': 'text/plain; charset=utf-8' })
    },
    async passage(c: Ctx) {
      const n = c.req.param('n') ?? ''
      if (!/^\d{1,9}$/.test(n)) throw new Refusal('not_found', 'There is no such passage.')
      return c.json(await sources.passage(c.var.caller, pathId(c), Number(n)))
    },
  }
}
