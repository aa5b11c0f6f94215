import { listShares } from '@folio/protocol/requests'
import type { Shares } from '../chat/shares.ts'
import { Refusal } from '../lib/refusal.ts'
import type { ShareRow } from '../store/tables.ts'
import { readQuery } from './body.ts'
import type { Ctx } from './context.ts'
import { setHeader } from './headers.ts'
import { pathId } from './messages.ts'
import { asJson } from './shared/as-json.ts'
import type { SharedPage } from './shared/page.ts'
import { languageOf } from './shared/words.ts'

export type ShareRoutes = ReturnType<typeof createShareRoutes>

const TOKEN = /^[\w-]{43}$/

/** Links to what was shared: for whoever shares, and, without any login, for whoever has one. */
export function createShareRoutes({ shares, page }: { shares: Shares; page: SharedPage }) {
  const open = (c: Ctx): Promise<ShareRow> => {
    // No search engine lists it, whoever has left a link to it somewhere.
    setHeader(c, 'X-Robots-Tag', 'noindex, nofollow')
    const token = c.req.param('token') ?? ''
    if (!TOKEN.test(token)) throw new Refusal('not_found', 'There is no such link.')
    return shares.open(token)
  }

  return {
    async create(c: Ctx) {
      return c.json(await shares.create(c.var.caller, pathId(c)), 201)
    },
    async listOfConversation(c: Ctx) {
      return c.json(await shares.listOf(c.var.caller.userId, pathId(c), readQuery(c, listShares)))
    },
    async list(c: Ctx) {
      return c.json(await shares.list(c.var.caller.userId, readQuery(c, listShares)))
    },
    async remove(c: Ctx) {
      await shares.revoke(c.var.caller.userId, pathId(c))
      return c.body(null, 204)
    },

    async get(c: Ctx) {
      const share = await open(c)
      return c.body(streamOf(asJson(share, shares.pieces(share))), 200, { 'Content-Type': 'application/json' })
    },
    async page(c: Ctx) {
      const language = languageOf(c.req.header('accept-language'))
      setHeader(c, 'Content-Security-Policy', POLICY)
      setHeader(c, 'Content-Language', language)
      const html = (body: AsyncIterable<string>, status: 200 | 404) =>
        c.body(streamOf(body), status, { 'Content-Type': 'text/html; charset=utf-8' })
      try {
        const share = await open(c)
        return html(page.show(share, shares.pieces(share), language), 200)
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== 'not_found') throw error
        c.set('refused', error.code)
        return html(page.missing(language), 404)
      }
    },
  }
}

/** Of the page's policy what is left where there is no script at all. */
const POLICY = [
  "default-src 'none'",
  "script-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

/** Sent as it is made, no faster than it is read. */
function streamOf(texts: AsyncIterable<string>): ReadableStream<Uint8Array> {
  return ReadableStream.from(encoded(texts))
}

async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  for await (const text of texts) yield encoder.encode(text)
}
