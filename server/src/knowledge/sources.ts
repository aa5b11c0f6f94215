import type { PassageResource, Page, Source } from '@folio/protocol'
import { isId } from '../lib/id.ts'
import { Refusal } from '../lib/refusal.ts'
import type { SourceRow } from '../store/catalog-tables.ts'
import type { Catalog } from '../store/catalog.ts'
import { findDocument, findPlace, findText, listDocuments, listFoundVersions } from '../store/documents.ts'
import { findLastIngests } from '../store/jobs.ts'
import type { Store } from '../store/open.ts'
import { findSource, listSources } from '../store/sources.ts'
import type { DocumentRow } from '../store/tables.ts'
import type { Bots } from './bots.ts'
import { toPassage, toSource, type Known } from './present.ts'
import type { Scope } from './scope.ts'

export type Sources = ReturnType<typeof createSources>

/** What bots know. A source may be read by who may use its bot, and changed by who may change the bot. */
export function createSources({ store, catalog, bots }: { store: Store; catalog: Catalog; bots: Bots }) {
  const look = async (rows: readonly SourceRow[]): Promise<Known[]> => {
    const ids = rows.map(row => row.id)
    const documents = new Map((await listDocuments(store.db, ids)).map(row => [row.source_id, row]))
    const found = await listFoundVersions(
      store.db,
      [...documents.values()].map(row => row.id),
    )
    const versions = new Map(found.map(row => [row.document_id, row]))
    const jobs = await findLastIngests(store.db, ids)
    return rows
      .map(source => {
        const document = documents.get(source.id)
        return { source, document, found: versions.get(document?.id ?? ''), job: jobs.get(source.id) }
      })
      .filter(({ document }) => document === undefined || document.deleted_at === null)
  }
  const required = async (id: string, allows: (botId: string) => Promise<unknown>): Promise<SourceRow> => {
    const source = await findSource(catalog.db, id)
    if (!source) throw notFound()
    await allows(source.bot_id).catch(error => {
      throw error instanceof Refusal ? notFound() : error
    })
    return source
  }
  const requireReadable = (scope: Scope, id: string) => required(id, botId => bots.requireReadable(scope, botId))

  const requireDocument = async (scope: Scope, id: string): Promise<DocumentRow> => {
    const source = await requireReadable(scope, id)
    const document = await findDocument(store.db, source.id)
    if (!document || document.deleted_at !== null) throw notFound()
    return document
  }

  return {
    /** Throws `Refusal('not_found')`, also where the source is somebody else's. */
    requireWritable: (scope: Scope, id: string) => required(id, botId => bots.requireWritable(scope, botId)),

    async get(scope: Scope, id: string): Promise<Source> {
      const [known] = await look([await requireReadable(scope, id)])
      if (!known) throw notFound()
      return toSource(known)
    },

    /** Of one bot, by default the caller's own: the newest first. */
    async list(
      scope: Scope,
      query: { limit: number; cursor?: string | undefined; bot_id?: string | undefined },
    ): Promise<Page<Source>> {
      const { limit, cursor, bot_id: asked } = query
      if (cursor !== undefined && !isId(cursor)) throw new Refusal('invalid_request', 'That cursor is not one of ours.')
      const bot = asked === undefined ? await bots.defaultBot(scope) : await bots.requireReadable(scope, asked)
      const rows = await listSources(catalog.db, { of: { botId: bot.id }, limit: limit + 1, after: cursor })
      const shown = rows.slice(0, limit)
      return {
        items: (await look(shown)).map(toSource),
        next_cursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
      }
    },

    /** What was read, cleaned: what the offsets of passages and citations count in. */
    async text(scope: Scope, id: string): Promise<string> {
      const document = await requireDocument(scope, id)
      const text = await findText(store.db, document.id, document.version)
      if (text === undefined) throw new Refusal('not_found', 'Nothing of that source has been read yet.')
      return text
    },

    async passage(scope: Scope, id: string, n: number): Promise<PassageResource> {
      const place = await findPlace(store.db, await requireDocument(scope, id), n)
      if (!place) throw new Refusal('not_found', 'There is no such passage.')
      return toPassage(place)
    },
  }
}

function notFound(): Refusal {
  return new Refusal('not_found', 'There is no such source.')
}
