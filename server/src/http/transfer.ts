import { once } from 'node:events'
import { exportQuery } from '@folio/protocol/transfer'
import type { Conversations } from '../chat/conversations.ts'
import type { Transfer } from '../transfer/transfer.ts'
import { readQuery, refuseOtherTypes } from './body.ts'
import type { Ctx } from './context.ts'
import { openLongBody } from './long-body.ts'
import { pathId } from './messages.ts'
import { answered, beginResponse } from './reader.ts'

export type TransferRoutes = ReturnType<typeof createTransferRoutes>

type Parts = { transfer: Transfer; conversations: Pick<Conversations, 'require'>; maxImportBytes: number }

/** A reader that has taken nothing for so long is cut. */
const STALLED_MS = 30_000
const TYPES = { json: 'application/json; charset=utf-8', markdown: 'text/markdown; charset=utf-8' } as const

/** What somebody has goes out, and comes in, as a file. */
export function createTransferRoutes({ transfer, conversations, maxImportBytes }: Parts) {
  return {
    async one(c: Ctx): Promise<Response> {
      const { format } = readQuery(c, exportQuery)
      const { caller } = c.var
      const row = await conversations.require(caller.userId, pathId(c))
      const text = format === 'json' ? transfer.one(caller, row.id) : transfer.markdown(row)
      return send(c, text, {
        type: TYPES[format],
        name: `${row.title || 'Conversation'}.${format === 'json' ? 'json' : 'md'}`,
      })
    },
    async all(c: Ctx): Promise<Response> {
      const day = new Date().toISOString().slice(0, 10)
      return send(c, transfer.all(c.var.caller), { type: TYPES.json, name: `Folio ${day}.json` })
    },
    async take(c: Ctx): Promise<Response> {
      refuseOtherTypes(c.env.incoming)
      const body = openLongBody(c.env.incoming, { maxBytes: maxImportBytes })
      const imported = await transfer.take(c.var.caller, body)
      const { reasons: _, ...counts } = imported
      c.get('log').info({ user_id: c.var.caller.userId, ...counts }, 'took an import')
      return c.json(imported)
    },
  }
}

/** As fast as it is taken, and no faster. What fails on the way breaks off: nobody takes it for whole. */
function send(c: Ctx, text: AsyncIterable<string>, { type, name }: { type: string; name: string }): Response {
  const response = beginResponse(c, {
    'content-type': type,
    'content-disposition': disposition(name),
    'cache-control': 'no-store, no-transform',
  })
  const write = async () => {
    for await (const piece of text) {
      if (response.destroyed) return
      if (!response.write(piece)) await once(response, 'drain', { signal: AbortSignal.timeout(STALLED_MS) })
    }
    response.end()
  }
  void write().catch((error: unknown) => {
    if (!response.destroyed) c.get('log').error({ error }, 'an export broke off')
    response.destroy()
  })
  return answered
}

/** Plain for those who read nothing else, and whole in UTF-8. */
function disposition(name: string): string {
  const safe = name.replace(/[^\p{L}\p{M}\p{N} ._()-]+/gu, '-').replace(/^[.\s-]+/, '')
  const plain = safe.normalize('NFD').replace(/[^\w .()-]+/g, '')
  const encoded = encodeURIComponent(safe).replace(/['()*]/g, sign => `%${sign.charCodeAt(0).toString(16)}`)
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
